import type { JsonObject } from '../../harness/json.ts';

/** The columns of a Data Table that remembers which arrival of a lead or an escalation was the first. */
export const keyColumns = ['key', 'claim'];

/** The last step of an example that handles each lead or escalation once. */
export const LAST_STEP = 'First Time Only';

/** The examples with both a webhook trigger and the polling trigger. */
export const bothTriggers = [
	{
		kind: 'lead',
		file: 'every-lead-once',
		table: 'SiteGPT Lead Keys',
		idOf: ({ lead }: JsonObject) => (lead as JsonObject).id,
	},
	{
		kind: 'escalation',
		file: 'every-escalation-once',
		table: 'SiteGPT Escalation Keys',
		idOf: ({ threadId }: JsonObject) => threadId,
	},
] as const;
