import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../harness/failure.ts';
import { packageFolder } from '../harness/paths.ts';

const END_COMMENT = '<!-- End of what was measured. -->';

/** Writes the text between a suite's two comments in a document of the package, such as docs/production.md. */
export async function writeBetweenComments(
	document: string,
	suite: string,
	text: string,
): Promise<void> {
	const startComment = `<!-- Measured with \`npm run lab -- ${suite}\`. -->`;
	const path = join(packageFolder, document);
	const before = await readFile(path, 'utf8');
	const from = before.indexOf(startComment);
	const to = before.indexOf(END_COMMENT, from);
	if (from < 0 || to < 0) {
		throw new Failure(
			`${document} has no place for the results. Add these lines:\n${startComment}\n${END_COMMENT}`,
		);
	}
	const start = before.slice(0, from + startComment.length);
	await writeFile(path, `${start}\n\n${text}\n\n${before.slice(to)}`);
}
