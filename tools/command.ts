import { parseArgs, type ParseArgsConfig } from 'node:util';
import { explain } from '../e2e/host/failure.ts';
import { endGuarded } from '../e2e/host/guarded.ts';

/** The command line makes no sense to the program; the message says why. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
	typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>;

/** A command that runs. */
export interface Running {
	/** Done when the command ends, however it ends; the last one first. */
	atEnd(stop: () => Promise<void>): void;
	/** whether it is being ended */
	readonly isEnding: boolean;
	/** what Ctrl-C ends it with */
	interrupted: number;
}

interface Command<O extends Options> {
	/** what --help prints */
	usage: string;
	options: O;
	/** the rest of the process's own unless given */
	args?: string[];
	/** whether it takes anything but options */
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
 * A whole number of the command line.
 * @throws {UsageError}
 */
export function numberOf(option: string, text: string, least = 1, most = Infinity): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= least && value <= most) return value;
	const range = most === Infinity ? `${least} up` : `${least} to ${most}`;
	throw new UsageError(`--${option} takes a whole number from ${range}, not "${text}".`);
}

/** Runs a command line program: its options, --help, errors in words, Ctrl-C, the exit code. */
export async function command<const O extends Options>({
	usage,
	options,
	args = process.argv.slice(2),
	positionals = false,
	run,
}: Command<O>): Promise<void> {
	const stops: Array<() => Promise<void>> = [];
	let ending: Promise<never> | undefined;
	// Everything goes through here: nothing that was started is left running.
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
			// A terminal sends Ctrl-C to npm too, which passes it on: the second is no second Ctrl-C.
			if (ending) return;
			console.log('\nEnding ...');
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
		// What fails because it is being ended is no news.
		if (ending) return await ending;
		const isUsage = error instanceof UsageError;
		console.error(isUsage ? `${error.message} See --help.` : `\n${explain(error)}`);
		return await end(isUsage ? 2 : 1);
	}
}
