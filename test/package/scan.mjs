// n8n's own scan of a folder, with its warnings too. Usage: node scan.mjs <folder> <pattern>...
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const [cwd, ...given] = process.argv.slice(2);
const patterns = given.length > 0 ? given : SOURCE_FILE_PATTERNS;
const { passed, details } = await analyzePackage(cwd, patterns);

// The scan doesn't print its warnings.
const eslint = new ESLint({
	cwd,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: await buildScanConfig(),
});
const linted = await eslint.lintFiles(patterns);
const messages = linted.flatMap(({ messages, filePath }) =>
	messages.map(({ ruleId, message }) => ({
		file: filePath.slice(cwd.length + 1),
		ruleId,
		message,
	})),
);
console.log(JSON.stringify({ result: { passed, details, files: linted.length, messages } }));
