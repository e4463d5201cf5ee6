import type { INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ApiError } from '../api/apiError';
import { toNodeError } from '../api/nodeError';

/** How many polls in a row may fail for a temporary reason before one is reported. */
export const MAX_FAILURES = 10;

/** How often a lasting failure is reported, in milliseconds. Each report is a failed execution. */
export const REPORT_EVERY_MS = 60 * 60 * 1000;

/** What a process remembers about the failed polls of one trigger. */
export interface Failures {
	/** Polls in a row. */
	count: number;
	/** When a failure was last reported, in milliseconds on any clock. */
	reportedAt: number;
}

/** How a poll came about. */
export interface When {
	/** Whether n8n has just started the trigger. */
	isFirst: boolean;
	/** Whether somebody has just published the workflow. */
	isPublishing: boolean;
	now: number;
}

/**
 * Whether n8n should store a failed execution and start the error workflow. Otherwise the failure is only logged, since
 * the next poll tries again anyway.
 *
 * n8n gives up on a trigger for good if its first poll fails while n8n starts, so that is never reported. While a person
 * publishes the workflow, what only a person can fix is reported immediately.
 * @param failures the polls before
 */
export function isReported(error: unknown, { count, reportedAt }: Failures, when: When): boolean {
	if (when.isFirst) return when.isPublishing && needsPerson(error);
	if (when.now - reportedAt < REPORT_EVERY_MS) return false;
	return needsPerson(error) || count + 1 >= MAX_FAILURES;
}

/** Counts a failed poll, and returns whether it is reported. */
export function noteFailure(error: unknown, failures: Failures, when: When): boolean {
	const isReport = isReported(error, failures, when);
	failures.count++;
	if (isReport && !when.isFirst) failures.reportedAt = when.now;
	return isReport;
}

/** Whether only a person can fix it, with another token, scope, or chatbot. */
function needsPerson(error: unknown): boolean {
	if (!(error instanceof ApiError)) return true;
	const { status } = error.problem;
	return status === 400 || status === 401 || status === 403 || status === 404;
}

/** The error as n8n shows it. n8n's durable scheduler reads `failure` and waits before the next poll. */
export function toPollError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const nodeError = toNodeError(node, error);
	if (!(error instanceof ApiError)) return nodeError;
	const { status, retryAfter } = error.problem;
	const cause = status === 429 ? 'rate-limited' : getCause(error);
	const failure = { cause, ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }) };
	return Object.assign(nodeError, { failure });
}

function getCause(error: ApiError): string {
	if (!needsPerson(error)) return 'temporarily-unavailable';
	return error.problem.status === 401 ? 'credential-invalid' : 'configuration-invalid';
}
