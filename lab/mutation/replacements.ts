import ts from 'typescript';

const OPERATORS = new Map<ts.SyntaxKind, string>([
	[ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
	[ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
	[ts.SyntaxKind.LessThanToken, '<='],
	[ts.SyntaxKind.LessThanEqualsToken, '<'],
	[ts.SyntaxKind.GreaterThanToken, '>='],
	[ts.SyntaxKind.GreaterThanEqualsToken, '>'],
	[ts.SyntaxKind.PlusToken, '-'],
	[ts.SyntaxKind.MinusToken, '+'],
	[ts.SyntaxKind.AsteriskToken, '/'],
	[ts.SyntaxKind.SlashToken, '*'],
	[ts.SyntaxKind.PercentToken, '*'],
	[ts.SyntaxKind.AsteriskAsteriskToken, '*'],
	[ts.SyntaxKind.PlusEqualsToken, '-='],
	[ts.SyntaxKind.MinusEqualsToken, '+='],
	[ts.SyntaxKind.QuestionQuestionEqualsToken, '='],
]);

const COMPARISONS = new Set([
	ts.SyntaxKind.EqualsEqualsEqualsToken,
	ts.SyntaxKind.ExclamationEqualsEqualsToken,
	ts.SyntaxKind.LessThanToken,
	ts.SyntaxKind.LessThanEqualsToken,
	ts.SyntaxKind.GreaterThanToken,
	ts.SyntaxKind.GreaterThanEqualsToken,
	ts.SyntaxKind.InKeyword,
	ts.SyntaxKind.InstanceOfKeyword,
]);

/** Operators that are replaced by one of their sides. */
const CHOICES = new Set([
	ts.SyntaxKind.AmpersandAmpersandToken,
	ts.SyntaxKind.BarBarToken,
	ts.SyntaxKind.QuestionQuestionToken,
]);

const METHODS = new Map([
	['min', 'max'],
	['max', 'min'],
	['floor', 'ceil'],
	['ceil', 'floor'],
	['round', 'floor'],
	['some', 'every'],
	['every', 'some'],
	['startsWith', 'endsWith'],
	['endsWith', 'startsWith'],
]);

/** Methods that return something like what they were called on. */
const OMITTED_METHODS = new Set([
	'catch',
	'filter',
	'flat',
	'reverse',
	'slice',
	'sort',
	'toLowerCase',
	'toReversed',
	'toSorted',
	'toUpperCase',
	'trim',
]);

/** Properties whose value is a text that people read. Tests shouldn't repeat those. */
const TEXTS = new Set(['description', 'displayName', 'hint', 'message', 'placeholder']);

/** What an expression can be replaced with. */
export function* replacements(node: ts.Expression): Generator<string> {
	const { parent } = node;
	// Part of a longer chain with ?., which a parenthesis would end.
	if (ts.isOptionalChain(node) && ts.isOptionalChain(parent) && parent.expression === node) return;
	if (ts.isExpressionStatement(parent) && !isSuperCall(node)) yield 'void 0';
	if (isCondition(node)) yield* ['true', 'false'];
	if (ts.isArrowFunction(parent) && parent.body === node && ts.isCallExpression(node)) {
		yield 'undefined';
	}
	if (isProduct(node)) yield `${node.getText()} * 10`;
	else if (ts.isBinaryExpression(node)) yield* ofBinary(node);
	else if (ts.isPrefixUnaryExpression(node)) yield* ofPrefix(node);
	else if (ts.isPostfixUnaryExpression(node)) yield* ofPostfix(node);
	else if (ts.isCallExpression(node)) yield* ofCall(node);
	else yield* ofLiteral(node);
	if (ts.isOptionalChain(node)) yield* withoutQuestionMarks(node);
}

/** A number that is written as a product, such as 60 * 1000. It's changed as a whole. */
export function isProduct(node: ts.Node): boolean {
	if (!ts.isBinaryExpression(node)) return false;
	const { left, operatorToken, right } = node;
	if (operatorToken.kind !== ts.SyntaxKind.AsteriskToken) return false;
	return ts.isNumericLiteral(right) && (ts.isNumericLiteral(left) || isProduct(left));
}

/** A statement that is not an expression and can be left out. */
export function statementIsRemovable(node: ts.Node): boolean {
	return (
		ts.isBreakStatement(node) ||
		ts.isContinueStatement(node) ||
		ts.isThrowStatement(node) ||
		(ts.isReturnStatement(node) && node.expression === undefined)
	);
}

function isSuperCall(node: ts.Expression): boolean {
	return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}

function isCondition(node: ts.Expression): boolean {
	const { parent } = node;
	if (ts.isIfStatement(parent)) return parent.expression === node;
	return ts.isConditionalExpression(parent) && parent.condition === node;
}

function isLoopCondition(node: ts.Expression): boolean {
	const { parent } = node;
	if (ts.isForStatement(parent)) return parent.condition === node;
	return (ts.isWhileStatement(parent) || ts.isDoStatement(parent)) && parent.expression === node;
}

function* ofBinary(node: ts.BinaryExpression): Generator<string> {
	const { left, right, operatorToken, parent } = node;
	const { kind } = operatorToken;
	if (CHOICES.has(kind)) yield* [left.getText(), right.getText()];
	const operator = OPERATORS.get(kind);
	const isText = [left, right].some((side) => ts.isStringLiteralLike(side) || isTemplate(side));
	const joinsTexts = isText && kind === ts.SyntaxKind.PlusToken;
	if (operator !== undefined && !joinsTexts) {
		yield `${left.getText()} ${operator} ${right.getText()}`;
	}
	// For what is part of a choice, leaving out a side does the same.
	const isPart = ts.isBinaryExpression(parent) && CHOICES.has(parent.operatorToken.kind);
	if (COMPARISONS.has(kind) && !isPart)
		yield* isLoopCondition(node) ? ['false'] : ['true', 'false'];
}

function* ofPrefix({ operator, operand }: ts.PrefixUnaryExpression): Generator<string> {
	const text = operand.getText();
	if (operator === ts.SyntaxKind.ExclamationToken || operator === ts.SyntaxKind.MinusToken) {
		yield text;
	}
	if (operator === ts.SyntaxKind.PlusPlusToken) yield `--${text}`;
	if (operator === ts.SyntaxKind.MinusMinusToken) yield `++${text}`;
}

function* ofPostfix({ operator, operand }: ts.PostfixUnaryExpression): Generator<string> {
	yield `${operand.getText()}${operator === ts.SyntaxKind.PlusPlusToken ? '--' : '++'}`;
}

function* ofCall(node: ts.CallExpression): Generator<string> {
	if (!ts.isPropertyAccessExpression(node.expression)) return;
	const { expression, name } = node.expression;
	if (OMITTED_METHODS.has(name.text)) yield expression.getText();
	const other = METHODS.get(name.text);
	if (other === undefined || ts.isOptionalChain(node)) return;
	const args = node.arguments.map((argument) => argument.getText()).join(', ');
	yield `${expression.getText()}.${other}(${args})`;
}

function* ofLiteral(node: ts.Expression): Generator<string> {
	if (node.kind === ts.SyntaxKind.TrueKeyword) yield 'false';
	else if (node.kind === ts.SyntaxKind.FalseKeyword) yield 'true';
	else if (ts.isNumericLiteral(node) && !isName(node)) yield otherNumber(Number(node.text));
	else if (ts.isStringLiteralLike(node) || isTemplate(node)) yield* ofText(node);
	else if (ts.isRegularExpressionLiteral(node)) yield* ofRegularExpression(node.text);
	else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !isTarget(node)) {
		yield '[]';
	} else if (ts.isObjectLiteralExpression(node) && node.properties.length > 0 && !isTarget(node)) {
		yield '{}';
	}
}

/** A small number is changed by one; of a larger one, such as a time, only the order of magnitude matters. */
function otherNumber(number: number): string {
	return Number.isInteger(number) && number <= 10 ? String(number + 1) : String(number * 10);
}

function isTemplate(node: ts.Expression): node is ts.TemplateExpression {
	return ts.isTemplateExpression(node) && !ts.isTaggedTemplateExpression(node.parent);
}

function* ofText(node: ts.StringLiteralLike | ts.TemplateExpression): Generator<string> {
	if (isName(node) || ts.isTaggedTemplateExpression(node.parent)) return;
	const property = ts.isPropertyAssignment(node.parent) ? node.parent.name.getText() : '';
	const fixed = ts.isTemplateExpression(node)
		? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('')
		: node.text;
	// A text with spaces is for people.
	if (TEXTS.has(property) || (/\s/.test(fixed) && /\p{L}/u.test(fixed))) return;
	yield ts.isStringLiteralLike(node) && node.text === '' ? "'other'" : "''";
}

function* ofRegularExpression(text: string): Generator<string> {
	if (text.startsWith('/^')) yield `/${text.slice(2)}`;
	if (/\$\/\w*$/.test(text)) yield text.replace(/\$(\/\w*)$/, '$1');
}

/** The name of a property. */
function isName(node: ts.Expression): boolean {
	return ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

/** What a destructuring assignment writes to. */
function isTarget(node: ts.Expression): boolean {
	const { parent } = node;
	if (!ts.isBinaryExpression(parent) || parent.left !== node) return false;
	return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function* withoutQuestionMarks(node: ts.Expression): Generator<string> {
	const text = node.getText();
	const start = node.getStart();
	for (let link: ts.Node = node; ts.isOptionalChain(link); link = link.expression) {
		const token = ts.isNonNullChain(link) ? undefined : link.questionDotToken;
		if (token === undefined) continue;
		const dot = ts.isPropertyAccessExpression(link) ? '.' : '';
		yield text.slice(0, token.getStart() - start) + dot + text.slice(token.end - start);
	}
}
