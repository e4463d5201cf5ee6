/** A file below the root, and what it imports: files below the root, and names of modules; types too. */
export interface Source {
	file: string;
	imports: string[];
	modules: string[];
}

/** The files of nodes/ and credentials/, sorted. */
export function sources(): Source[];

/** The SVG. */
export function draw(all: Source[]): string;
