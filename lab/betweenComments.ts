import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../harness/failure.ts';
import { packageFolder } from '../harness/paths.ts';

const END_COMMENT = '<!-- End of what was measured. -->';

/** Writes the text between a suite's two comments in a document in docs/. */
export async function writeBetweenComments(
	document: string,
	suite: string,
	text: string,
): Promise<void> {
	const startComment = `<!-- Measured with \`npm run lab -- ${suite}\`. -->`;
	const path = join(packageFolder, 'docs', document);
	const before = await readFile(path, 'utf8');
	const [from, to] = [before.indexOf(startComment), before.indexOf(END_COMMENT)];
	if (from < 0 || to < from) {
		throw new Failure(
			`docs/${document} has no place for the tables. Add these lines:\n${startComment}\n${END_COMMENT}`,
		);
	}
	const start = before.slice(0, from + startComment.length);
	await writeFile(path, `${start}\n\n${text}\n\n${before.slice(to)}`);
}
