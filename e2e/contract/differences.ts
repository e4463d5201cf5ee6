import { isOlder, n8nVersion } from '../host/version.ts';

interface Difference {
	/** the first n8n that can */
	since: string;
	/** what older ones do instead: a cell of docs/versions.md */
	before: string;
	/** where the difference lies, and why it is none of this package's */
	reason: string;
}

/** All that the suites expect otherwise of an older n8n. An older n8n that can after all fails, too. */
export const differences = {
	storeBeforeAnswering: {
		since: '2.8',
		before: 'answers an accepted event before it is stored: one that cannot be stored is lost',
		reason:
			"n8n's webhook-helpers.js sends the answer of onReceived before WorkflowRunner.run; a node that wrote the answer itself would be no later.",
	},
	saveEmptyToken: {
		since: '2.10',
		before: 'refuses to save a credential with an empty token',
		reason:
			"n8n's credentials.service.js asks for every required field; newer ones only for those with displayOptions.",
	},
	readByteOrderMark: {
		since: '2.35',
		before: 'answers JSON with a byte order mark with 422',
		reason: "n8n's body-parser.js strips it since then. SiteGPT sends none.",
	},
} satisfies Record<string, Difference>;

/** Whether the n8n that is tested can. */
export function can(what: keyof typeof differences): boolean {
	return !isOlder(n8nVersion(), differences[what].since);
}

/** What the n8n of this version cannot do, a sentence each. */
export function shortcomings(version: string): string[] {
	return Object.values(differences)
		.filter(({ since }) => isOlder(version, since))
		.map(({ before }) => before);
}
