import { pollNode } from '../../nodes/polling/pollNode';
import type { PollContext } from '../../nodes/polling/settings';

/** What SiteGPT responds. */
export interface Response {
	status?: number;
	data?: object;
	headers?: object;
}

/** What n8n gives a trigger. */
export interface Given {
	respond?(url: URL): Response;
	parameters?: Record<string, unknown>;
	activation?: string;
	mode?: string;
	budgetMs?: number;
	workflow?: string;
}

let workflows = 0;

const NO_LEADS: Response = { data: { leads: [] } };

/** Leads, as SiteGPT lists them. */
export const leadsAt = (...times: number[]): Response => ({
	data: {
		leads: times.map((time, id) => ({ id: `lead_${id}`, createdAt: new Date(time).toISOString() })),
	},
});

/** A failure that SiteGPT reports. */
export const refusal = (status: number, headers = {}): Response => ({ status, headers });

/** A trigger in an n8n that does nothing but call it. */
export function triggerWith(given: Given = {}) {
	const { parameters = {}, activation = 'activate', mode = 'trigger' } = given;
	const workflow = given.workflow ?? `workflow_${++workflows}`;
	const logged: string[] = [];
	const urls: URL[] = [];
	const statics: Record<string, Record<string, unknown>> = { node: {}, global: {} };
	const context = {
		getNode: () => ({ id: 'node', name: 'Trigger', type: 'siteGptPollingTrigger' }),
		getWorkflow: () => ({ id: workflow }),
		getMode: () => mode,
		getActivationMode: () => activation,
		getNodeParameter: (name: string, standard: unknown) =>
			({ chatbotId: 'bot', ...parameters })[name] ?? standard,
		getWorkflowStaticData: (type: string) => statics[type],
		getCredentials: async () => ({
			accessToken: `sgpt_${workflow}`,
			baseUrl: 'https://sitegpt.example',
		}),
		logger: { warn: (line: string) => logged.push(line) },
		helpers: {
			async httpRequestWithAuthentication(_: string, options: { url: string }) {
				const url = new URL(options.url);
				urls.push(url);
				const { status = 200, data = {}, headers = {} } = given.respond?.(url) ?? NO_LEADS;
				const error = { code: 'NO', message: 'No.' };
				const body = status === 200 ? { ok: true, data } : { ok: false, error };
				return { statusCode: status, headers, body: JSON.stringify(body) };
			},
		},
		...(given.budgetMs === undefined ? {} : { getPollBudgetMs: () => given.budgetMs }),
	} as unknown as PollContext;
	return {
		given,
		context,
		workflow,
		logged,
		urls,
		statics,
		poll: async () => (await pollNode(context))?.[0],
	};
}

/** The clocks of n8n at a certain time, in milliseconds since 1970. */
export function setClocks(now: () => number): void {
	const start = now();
	jest.spyOn(Date, 'now').mockImplementation(now);
	jest.spyOn(performance, 'now').mockImplementation(() => now() - start + 1_000_000);
}
