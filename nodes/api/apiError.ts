import { adviceFor } from './advice';
import type { ApiProblem } from './problem';

/** A failed call to SiteGPT's API. */
export class ApiError extends Error {
	override readonly name = 'ApiError';

	constructor(readonly problem: ApiProblem) {
		super(problem.message);
	}

	/** SiteGPT's message and code. Not the network's code, which the message explains. */
	get title(): string {
		const { message, code, from } = this.problem;
		const isSiteGpts = code !== undefined && from === 'siteGpt';
		return isSiteGpts ? `${withoutStop(message)} (${code})` : message;
	}

	/** The hint, the scope needed, what to do, and the request ID, as far as they are known. */
	get description(): string {
		const { hint, details, requestId, attempts = 1 } = this.problem;
		return [
			hint,
			adviceFor(this.problem),
			details === undefined ? undefined : `Details: ${JSON.stringify(details).slice(0, 1000)}`,
			attempts > 1 ? `Tried ${attempts} times.` : undefined,
			requestId === undefined ? undefined : `Request ID: ${requestId}`,
		]
			.filter((line) => line !== undefined && line !== '')
			.join('\n');
	}

	/**
	 * For an item. No other form survives n8n's engine: it replaces the JSON of an item that has the property `error`, and
	 * sends an item to the error output if its JSON has no other fields than these.
	 */
	toJson(): { error: string; details: Record<string, unknown> } {
		const { code, status, hint, details, requestId, scope } = this.problem;
		const fields = { code, status, hint, description: this.description, requestId, scope, details };
		const known = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
		return { error: this.title, details: Object.fromEntries(known) };
	}
}

/** What happened, in a sentence. */
export function titleOf(error: unknown): string {
	return error instanceof ApiError ? error.title : (error as Error).message;
}

/** Without its final period, so that the sentence can go on. */
export function withoutStop(text: string): string {
	return text.replace(/\.$/, '');
}
