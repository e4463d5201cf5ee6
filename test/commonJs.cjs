const { ModuleKind, ScriptTarget, transpileModule } = require('typescript');

/** Compiles files of e2e/, lab/, and tools/ for jest. They are ES modules that Node runs directly; their types are checked elsewhere. */
module.exports = {
	process(source) {
		const { outputText: code } = transpileModule(source, {
			compilerOptions: {
				module: ModuleKind.CommonJS,
				target: ScriptTarget.ES2022,
				esModuleInterop: true,
				inlineSourceMap: true,
			},
		});
		return { code };
	},
};
