import type { IHookFunctions } from 'n8n-workflow';
import { webhookMethods } from '../../nodes/trigger/webhookMethods';

test('n8n can publish and unpublish a workflow, and a person enters the URL in SiteGPT', async () => {
	const { checkExists, create, delete: remove } = webhookMethods!.default!;
	// They get nothing that could reach SiteGPT.
	const context = Object.freeze({}) as IHookFunctions;
	// n8n only calls create() if the webhook doesn't exist, and reports an error if it returns false.
	expect(await checkExists.call(context)).toBe(false);
	expect(await create.call(context)).toBe(true);
	expect(await remove.call(context)).toBe(true);
});
