import { parseArgs, type ParseArgsConfig } from 'node:util';
import { explain } from './failure.ts';
import { endGuarded } from './guarded.ts';

/** The command line is invalid; the message says why. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
	typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>;

export interface Running {
	/** Registers cleanup that runs when the command ends for any reason, in reverse order. */
	atEnd(stop: () => Promise<void>): void;
	readonly isEnding: boolean;
	/** the exit code after Ctrl-C */
	interrupted: number;
}

interface Command<O extends Options> {
	usage: string;
	options: O;
	/** the process's own arguments by default */
	args?: string[];
	/** whether it takes arguments other than options */
	positionals?: boolean;
	/** @returns false if it failed */
	run(parsed: Parsed<O>, running: Running): Promise<boolean | void>;
}

/** @throws {UsageError} */
function parse<O extends Options>(options: O, args: string[], positionals: boolean) {
	const all = { ...options, help: { type: 'boolean', short: 'h' } } as const;
	try {
		return parseArgs({ args, options: all, allowPositionals: positionals });
	} catch (error) {
		throw new UsageError((error as Error).message.replace(/\.?$/, '.'));
	}
}

/**
 * Parses a whole number from the command line.
 * @throws {UsageError}
 */
export function parseWholeNumber(option: string, text: string, least = 1, most = Infinity): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= least && value <= most) return value;
	const range = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
	throw new UsageError(`--${option} takes a whole number ${range}, not "${text}".`);
}

/** Runs a command line program: handles options, --help, error messages, Ctrl-C, and the exit code. */
export async function command<const O extends Options>({
	usage,
	options,
	args = process.argv.slice(2),
	positionals = false,
	run,
}: Command<O>): Promise<void> {
	const stops: Array<() => Promise<void>> = [];
	let ending: Promise<never> | undefined;
	// Every exit goes through here, so nothing that was started keeps running.
	const end = async (exitCode: number) =>
		await (ending ??= (async () => {
			for (const stop of stops.toReversed()) {
				await stop().catch((error: unknown) => console.error(explain(error)));
			}
			await endGuarded();
			process.exit(exitCode);
		})());
	const running: Running = {
		atEnd: (stop) => void stops.push(stop),
		get isEnding() {
			return ending !== undefined;
		},
		interrupted: 130,
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			// A terminal also sends Ctrl-C to npm, which passes it on, so one Ctrl-C arrives twice.
			if (ending) return;
			console.log('\nShutting down ...');
			void end(running.interrupted);
		});
	}
	try {
		const parsed = parse(options, args, positionals);
		if ((parsed.values as { help?: boolean }).help === true) {
			console.log(usage);
			return await end(0);
		}
		return await end((await run(parsed as Parsed<O>, running)) === false ? 1 : 0);
	} catch (error) {
		// Errors caused by the shutdown aren't worth reporting.
		if (ending) return await ending;
		const isUsage = error instanceof UsageError;
		console.error(isUsage ? `${error.message} See --help.` : `\n${explain(error)}`);
		return await end(isUsage ? 2 : 1);
	}
}
