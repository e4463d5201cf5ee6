import type { PollRun } from '../core/source';

/** The part of a poll that reads one chatbot. */
export function chatbotRun(run: PollRun, chatbotId: string, hasTime = run.hasTime): PollRun {
	return {
		...run,
		chatbotId,
		hasTime,
		get now() {
			return run.now;
		},
	};
}
