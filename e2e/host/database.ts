import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Postgres } from './postgres.ts';

/** n8n's database, to read what it really holds. */
export interface Database {
	/** The rows of a SELECT that both SQLite and Postgres understand. */
	all<Row>(sql: string): Promise<Row[]>;
}

/** Of an n8n in regular mode. SQLite lets a second process read what the first one has committed. */
export function sqliteOf(folder: string): Database {
	return {
		async all<Row>(sql: string) {
			const database = new DatabaseSync(join(folder, '.n8n', 'database.sqlite'));
			try {
				return database.prepare(sql).all() as Row[];
			} finally {
				database.close();
			}
		},
	};
}

export function postgresOf(postgres: Postgres): Database {
	return { all: async <Row>(sql: string) => await postgres.query<Row>(sql) };
}
