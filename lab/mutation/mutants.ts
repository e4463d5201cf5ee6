import ts from 'typescript';
import { isProduct, replacements, statementIsRemovable } from './replacements.ts';

/** One small change of the code. */
export interface Mutant {
	id: number;
	/** path within the repository */
	file: string;
	line: number;
	/** what is replaced, by its position in the file */
	start: number;
	end: number;
	old: string;
	/** empty if a statement is removed */
	new: string;
	/** whether the code runs when the file is loaded, and only then */
	isAtLoad: boolean;
}

/** Finds everything in a file that can be changed in a small way. */
export function findMutants(file: string, text: string, firstId: number): Mutant[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
	const mutants: Mutant[] = [];
	const add = (node: ts.Node, replacement: string, isAtLoad: boolean) => {
		const start = node.getStart(source);
		mutants.push({
			id: firstId + mutants.length,
			file,
			line: source.getLineAndCharacterOfPosition(start).line + 1,
			start,
			end: node.end,
			old: node.getText(source),
			new: replacement,
			isAtLoad,
		});
	};
	const visit = (node: ts.Node, isAtLoad: boolean): void => {
		if (isNotRun(node)) return;
		if (statementIsRemovable(node)) add(node, '', isAtLoad);
		if (ts.isExpression(node)) {
			for (const replacement of new Set(replacements(node))) add(node, replacement, isAtLoad);
		}
		if (isProduct(node)) return;
		const isInside = isAtLoad && !ts.isFunctionLike(node);
		ts.forEachChild(node, (child) => visit(child, isInside));
	};
	visit(source, true);
	return mutants;
}

/** Types, imports, and functions whose text n8n evaluates elsewhere. */
function isNotRun(node: ts.Node): boolean {
	return (
		ts.isTypeNode(node) ||
		ts.isInterfaceDeclaration(node) ||
		ts.isTypeAliasDeclaration(node) ||
		ts.isTypeParameterDeclaration(node) ||
		ts.isImportDeclaration(node) ||
		ts.isExportDeclaration(node) ||
		(ts.isCallExpression(node) && node.expression.getText() === 'computed')
	);
}

/** The function that the changed code calls: it returns whether the mutant with this number is on. */
export const SWITCH = '__mutant';

/** The file with all of its mutants in it, each behind a switch. */
export function withSwitches(text: string, mutants: Mutant[]): string {
	const inserts = mutants.flatMap((mutant) => {
		const { id, start, end } = mutant;
		const isOn = `${SWITCH}(${id})`;
		const [before, after] =
			mutant.new === '' ? [`{ if (!${isOn}) `, ' }'] : [`(${isOn} ? (${mutant.new}) : (`, '))'];
		return [
			// What ends here comes before what starts here. Of two that start here, the longer one is outside.
			{ at: start, order: [1, -end, id], text: before },
			{ at: end, order: [0, -start, -id], text: after },
		];
	});
	inserts.sort((a, b) => a.at - b.at || compare(a.order, b.order));
	let result = '';
	let done = 0;
	for (const { at, text: inserted } of inserts) {
		result += text.slice(done, at) + inserted;
		done = at;
	}
	return result + text.slice(done);
}

function compare(a: number[], b: number[]): number {
	const index = a.findIndex((value, n) => value !== b[n]);
	return index < 0 ? 0 : a[index]! - b[index]!;
}
