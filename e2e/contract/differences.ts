import { isOlder, n8nVersion } from '../../harness/n8n/version.ts';

interface Difference {
	/** the first n8n version that can do it */
	since: string;
	/** what older ones do instead: a cell of docs/measurements/versions.md */
	before: string;
	/** what causes the difference, and why this package can't avoid it */
	reason: string;
}

/** What older n8n versions do differently. The suites also fail if an older n8n behaves like a newer one. */
export const differences = {
	storeBeforeAnswering: {
		since: '2.8',
		before: "answers before it stores the event, so an event that can't be stored is lost",
		reason:
			"n8n's webhook-helpers.js sends the onReceived answer before WorkflowRunner.run; if the node wrote the answer itself, it wouldn't be any later.",
	},
	saveEmptyToken: {
		since: '2.10',
		before: "doesn't save a credential with an empty token",
		reason:
			"n8n's credentials.service.js insists on every required field; newer versions only on those with displayOptions.",
	},
	readByteOrderMark: {
		since: '2.35',
		before: 'rejects JSON that starts with a byte order mark (422)',
		reason:
			"n8n's body-parser.js strips it since that version. SiteGPT doesn't send a byte order mark.",
	},
} satisfies Record<string, Difference>;

/** Whether the n8n under test can do this. */
export function can(what: keyof typeof differences): boolean {
	return !isOlder(n8nVersion(), differences[what].since);
}

/** What this n8n version can't do, one phrase each. */
export function shortcomings(version: string): string[] {
	return Object.values(differences)
		.filter(({ since }) => isOlder(version, since))
		.map(({ before }) => before);
}
