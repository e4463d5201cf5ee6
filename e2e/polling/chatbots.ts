import { test } from 'node:test';
import { Polled, pollTimes, type Setting } from './session.ts';

export function chatbots(setting: () => Setting): void {
	test('of all chatbots, a new one is found, and one that refuses concerns only itself', async () => {
		const { siteGpt } = setting();
		const { state, faults } = siteGpt;
		const chatbotIds = [1, 2, 3].map(() => state.addChatbot().id);
		const [first = '', refusing = '', last = ''] = chatbotIds;
		const token = siteGpt.addToken({ chatbotIds });
		const polled = await Polled.create(setting(), { chatbots: 'all' }, first, token);
		const body = JSON.stringify({ ok: false, error: { code: 'FORBIDDEN', message: 'No.' } });
		const fault = { status: 403, body };
		const planned = {
			fault,
			when: ({ path }: { path: string }) => path.includes(refusing),
			times: Infinity,
		};
		faults.push(planned);
		await polled.start();
		const [early, late] = [first, refusing].map((id) => state.addLead(id).id);
		const ids = [early!, state.addLead(last).id];
		await polled.executions.assertEachOnce(ids);
		faults.splice(faults.indexOf(planned), 1);
		chatbotIds.push(state.addChatbot().id);
		ids.push(late!, state.addLead(chatbotIds.at(-1)!).id);
		// A trigger that is published reads the list of chatbots immediately, not after an hour.
		await polled.republish(pollTimes(2, 17, 32, 47));
		await polled.executions.assertEachOnce(ids);
		await polled.unpublish();
	});
}
