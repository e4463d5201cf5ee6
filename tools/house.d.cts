/** A source file and what it imports; paths are relative to the root. `imports` includes type-only imports. */
export interface Source {
	file: string;
	imports: string[];
	modules: string[];
}

/** The files in nodes/ and credentials/, sorted. */
export function sources(): Source[];

/** The SVG. */
export function draw(all: Source[]): string;
