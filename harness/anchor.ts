/** The anchor that GitHub gives a heading. */
export function toAnchor(heading: string): string {
	return heading
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{M}\p{N}_ -]/gu, '')
		.replaceAll(' ', '-');
}
