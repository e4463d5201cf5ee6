import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageFolder } from '../../harness/paths.ts';

export type Json = Record<string, unknown>;

export interface Schema {
	shape: Json;
	safeParse(value: unknown): {
		success: boolean;
		error?: { issues: Array<{ path: string[]; message: string }> };
	};
}

export interface ApiClient {
	call(request: object): Promise<unknown>;
}

/** What the package has in nodes/api, from its build. */
export interface PackageApi {
	ApiClient: new (transport: object) => ApiClient;
	/** makes the request with this name, such as `getLead` */
	request(name: string, ...args: unknown[]): object;
	schema(name: string): Schema;
	readList(client: ApiClient, request: object, options: object): Promise<Json[]>;
	objectIn(data: unknown, key: string): Json;
	readIngest(answer: unknown): { documents: Array<{ documentId: string | null }> };
}

const requestFiles = ['account', 'chatbots', 'conversations', 'messages', 'leads', 'knowledge'];

/** Loads the package's API modules from dist/, which has to be built. */
export function loadPackageApi(): PackageApi {
	const load = createRequire(import.meta.url);
	const built = (file: string) =>
		load(join(packageFolder, 'dist', 'nodes', 'api', `${file}.js`)) as Json;
	const named = Object.assign({}, ...requestFiles.map(built)) as Json;
	return {
		...(built('client') as Pick<PackageApi, 'ApiClient'>),
		...(built('pages') as Pick<PackageApi, 'readList'>),
		...(built('envelope') as Pick<PackageApi, 'objectIn'>),
		readIngest: named.readIngest as PackageApi['readIngest'],
		request: (name, ...args) => (named[name] as (...values: unknown[]) => object)(...args),
		schema: (name) => named[name] as Schema,
	};
}
