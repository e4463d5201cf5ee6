import { join, relative } from 'node:path';
import ts from 'typescript';

/** Compiles the nodes repeatedly, each time only what a change affects. */
export class Compiler {
	private readonly source: string;
	private readonly target: string;
	private previous: ts.EmitAndSemanticDiagnosticsBuilderProgram | undefined;
	/** by path: the declarations of dependencies, which are most of the work and don't change */
	private readonly declarations = new Map<string, ts.SourceFile | undefined>();

	/**
	 * @param source the checkout, with its tsconfig.json
	 * @param target where the JavaScript goes, such as the `dist` of an installed package
	 */
	constructor(source: string, target: string) {
		this.source = source;
		this.target = target;
	}

	/** Writes the changed output and returns no errors, or writes nothing and returns one line per error. */
	compile(): string[] {
		const configPath = join(this.source, 'tsconfig.json');
		// Read each time, because this is how new files are found.
		const { config } = ts.readConfigFile(configPath, ts.sys.readFile) as { config: unknown };
		const {
			fileNames,
			options,
			errors: configErrors,
		} = ts.parseJsonConfigFileContent(config, ts.sys, this.source, {
			outDir: this.target,
			noEmitOnError: true,
		});
		if (configErrors.length > 0) return this.linesOf(configErrors);
		const program = ts.createEmitAndSemanticDiagnosticsBuilderProgram(
			fileNames,
			options,
			this.host(options),
			this.previous,
		);
		this.previous = program;
		const errors = [
			...program.getOptionsDiagnostics(),
			...program.getSyntacticDiagnostics(),
			...program.getGlobalDiagnostics(),
			...program.getSemanticDiagnostics(),
		];
		if (errors.length > 0) return this.linesOf(errors);
		return this.linesOf(program.emit().diagnostics);
	}

	private host(options: ts.CompilerOptions): ts.CompilerHost {
		const host = ts.createIncrementalCompilerHost(options);
		const readSource = host.getSourceFile.bind(host);
		host.getSourceFile = (path, ...rest) => {
			if (!path.includes('/node_modules/')) return readSource(path, ...rest);
			if (!this.declarations.has(path)) this.declarations.set(path, readSource(path, ...rest));
			return this.declarations.get(path);
		};
		return host;
	}

	private linesOf(diagnostics: readonly ts.Diagnostic[]): string[] {
		return diagnostics.map(({ file, start, messageText }) => {
			const text = ts.flattenDiagnosticMessageText(messageText, ' ');
			if (!file) return text;
			const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
			return `${relative(this.source, file.fileName)}:${line + 1}:${character + 1} ${text}`;
		});
	}
}
