import { randomBytes } from 'node:crypto';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { startGuarded } from '../guarded.ts';
import { lastLines } from '../npm.ts';
import { n8nFolder } from '../paths.ts';
import { freePorts, LOOPBACK } from '../ports.ts';
import { programPath } from '../programs.ts';
import { Server } from '../server.ts';

/** The part of the `pg` package that is used here; n8n depends on `pg`. */
interface Client {
	connect(): Promise<void>;
	end(): Promise<void>;
	query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
	on(event: 'error', listener: () => void): void;
}

export interface Postgres extends Server {
	/** n8n's settings for this database */
	readonly settings: Record<string, string>;
	/** Opens a connection; the caller must end it. */
	connect(): Promise<Client>;
	query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
}

const DATABASE_USER = 'n8n';

/** Postgres refuses to run as root; Debian's package creates a user for it. */
async function findOwner(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const entry = (await readFile('/etc/passwd', 'utf8'))
		.split('\n')
		.map((line) => line.split(':'))
		.find(([name]) => name === 'postgres');
	if (!entry)
		throw new Failure("Postgres refuses to run as root, and user postgres doesn't exist.");
	return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Makes a command run as the owner of the database. */
function asOwner(owner: { uid: number; gid: number } | undefined, command: string, args: string[]) {
	if (!owner) return { command, args };
	const { uid, gid } = owner;
	return {
		command: 'setpriv',
		args: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', command, ...args],
	};
}

/** Starts a separate Postgres, with Debian's defaults except for the address it listens on. */
export async function startPostgres(): Promise<Postgres> {
	const [port = 0] = await freePorts(1);
	const password = randomBytes(12).toString('hex');
	const owner = await findOwner();
	const { Client } = createRequire(join(n8nFolder, 'package.json'))('pg') as {
		Client: new (options: object) => Client;
	};
	const connect = async () => {
		const client = new Client({
			host: LOOPBACK,
			port,
			user: DATABASE_USER,
			password,
			database: 'postgres',
		});
		// This is how a killed server ends its connections.
		client.on('error', () => {});
		await client.connect();
		return client;
	};
	const query = async <Row>(text: string, values: unknown[] = []) => {
		const client = await connect();
		try {
			return (await client.query<Row>(text, values)).rows;
		} finally {
			await client.end();
		}
	};
	const run = asOwner(owner, programPath('postgres'), []);
	const server = await Server.start({
		name: 'postgres',
		port,
		command: run.command,
		args: (folder) => [
			...run.args,
			'-D',
			join(folder, 'data'),
			'-p',
			String(port),
			'-h',
			LOOPBACK,
			'-k',
			'',
		],
		// Fast shutdown: doesn't wait for n8n to disconnect.
		endSignal: 'SIGINT',
		async prepare(folder, logFile) {
			const passwordFile = join(folder, 'password');
			await writeFile(passwordFile, password, { mode: 0o600 });
			if (owner) {
				await chown(folder, owner.uid, owner.gid);
				await chown(passwordFile, owner.uid, owner.gid);
			}
			const initdb = asOwner(owner, programPath('initdb'), [
				'-D',
				join(folder, 'data'),
				'-U',
				DATABASE_USER,
				'--auth=scram-sha-256',
				`--pwfile=${passwordFile}`,
				'--encoding=UTF8',
				'--locale=C',
			]);
			const made = await startGuarded({ ...initdb, cwd: folder, env: {}, logFile });
			const { code } = await made.ended;
			if (code === 0) return;
			const log = await readFile(logFile, 'utf8').catch(() => '');
			throw new Failure(`Postgres could not create a database:\n${lastLines(log)}`);
		},
		isReady: async () =>
			await query('SELECT 1').then(
				() => true,
				() => false,
			),
	});
	return Object.assign(server, {
		settings: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: LOOPBACK,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: DATABASE_USER,
			DB_POSTGRESDB_PASSWORD: password,
		},
		connect,
		query,
	});
}
