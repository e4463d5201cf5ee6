import type { ApiClient, Json, PackageApi, Schema } from './package.ts';

/** Calls SiteGPT, prints for each call whether it was answered as the package expects, and counts. */
export class Checks {
	passed = 0;
	failed = 0;
	readonly #api: PackageApi;
	readonly #client: ApiClient;

	constructor(api: PackageApi, client: ApiClient) {
		this.#api = api;
		this.#client = client;
	}

	/** Sends the package's request with this name, and returns the answer's data. */
	async call(name: string, ...args: unknown[]): Promise<unknown> {
		return await this.#client.call(this.#api.request(name, ...args));
	}

	/** The object that the answer has under `key`. */
	async one(key: string, name: string, ...args: unknown[]): Promise<Json> {
		return this.#api.objectIn(await this.call(name, ...args), key);
	}

	/** The first five objects of a list. */
	async list(name: string, ...args: unknown[]): Promise<Json[]> {
		const request = this.#api.request(name, ...args);
		return await this.#api.readList(this.#client, request, { limit: 5 });
	}

	/**
	 * Runs one check and prints its result.
	 * @param schemaName of the objects in the result; default: any object will do
	 * @returns undefined if the call failed
	 */
	async check<Result>(
		what: string,
		run: () => Promise<Result>,
		schemaName?: string,
	): Promise<Result | undefined> {
		try {
			const result = await run();
			const objects = schemaName ? ([result].flat().filter(Boolean) as Json[]) : [];
			const found = objects.map((object) => differences(this.#api.schema(schemaName!), object));
			const wrong = [...new Set(found.flatMap((one) => one.wrong))];
			const absent = [...new Set(found.flatMap((one) => one.absent))];
			const count = Array.isArray(result) ? `: ${result.length}` : '';
			this.#print(wrong.length === 0, `${what}${count}`, [
				...wrong.map((one) => `not as expected: ${one}`),
				...(absent.length > 0 ? [`not in the answer: ${absent.join(', ')}`] : []),
			]);
			return result;
		} catch (error) {
			const { title, description } = error as { title?: string; description?: string };
			const lines = (description ?? '').split('\n').filter(Boolean);
			this.#print(false, what, [title ?? (error as Error).message, ...lines]);
			return undefined;
		}
	}

	#print(isGood: boolean, what: string, lines: string[]): void {
		if (isGood) this.passed++;
		else this.failed++;
		console.log([`${isGood ? '✓' : '✗'} ${what}`, ...lines].join('\n    '));
	}
}

/** How an object differs from what the package expects; empty lists if it doesn't. */
function differences(schema: Schema, object: Json): { wrong: string[]; absent: string[] } {
	const names = Object.keys(schema.shape);
	const picked = Object.fromEntries(names.map((name) => [name, object[name] ?? null]));
	const issues = schema.safeParse(picked).error?.issues ?? [];
	return {
		wrong: issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
		absent: names.filter((name) => !(name in object)),
	};
}
