import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { sources } from '../../tools/house.cjs';
import { root } from '../package/tarball';

/** The names that a file exports and says nothing of; what an editor shows beside a name. */
function undocumented(file: string): string[] {
	const text = readFileSync(join(root, file), 'utf8');
	const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	return statements
		.filter((statement) =>
			ts.getModifiers(statement as never)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
		)
		.filter((statement) => ts.getJSDocCommentsAndTags(statement).length === 0)
		.map((statement) => {
			const named = ts.isVariableStatement(statement)
				? statement.declarationList.declarations[0]
				: (statement as ts.DeclarationStatement);
			return named?.name?.getText() ?? statement.getText().slice(0, 60);
		});
}

test('every name that nodes/ and credentials/ export has a docstring', () => {
	const files = sources().map(({ file }) => file);
	expect(files.length).toBeGreaterThan(20);
	const lacking = files.flatMap((file) => undocumented(file).map((name) => `${file}: ${name}`));
	expect(lacking).toEqual([]);
});
