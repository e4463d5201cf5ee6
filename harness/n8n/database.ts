import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Postgres } from './postgres.ts';

/** n8n's database, for checking what is really stored. */
export interface Database {
	/** Returns the rows of a SELECT, which must work in both SQLite and Postgres. */
	all<Row>(sql: string): Promise<Row[]>;
}

/** The database of an n8n in regular mode. SQLite lets a second process read committed data. */
export function openSqlite(folder: string): Database {
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

export function openPostgres(postgres: Postgres): Database {
	return { all: async <Row>(sql: string) => await postgres.query<Row>(sql) };
}
