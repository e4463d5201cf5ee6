import { inOrder } from './order.ts';
import { page } from './pages.ts';
import { type ApiCall, confirmed, invalid, listIn, RefusedCall, type Route } from './route.ts';
import type { Lead } from './state.ts';

function findLead({ state, ids: [chatbotId, leadId] }: ApiCall): Lead {
	const found = state.leads.find((one) => one.id === leadId && one.chatbotId === chatbotId);
	if (!found) throw new RefusedCall(404, 'LEAD_NOT_FOUND', 'There is no such lead.');
	return found;
}

function isWanted({ archived, important, name, email }: Lead, query: URLSearchParams): boolean {
	const status = query.get('status') ?? 'all';
	const search = query.get('query') ?? '';
	return (
		(status === 'all' || (status === 'archived') === archived) &&
		(!query.has('important') || query.get('important') === String(important)) &&
		`${String(name)} ${String(email)}`.includes(search)
	);
}

const changes: Record<string, Partial<Lead>> = {
	archive: { archived: true },
	unarchive: { archived: false },
	star: { important: true },
	unstar: { important: false },
};

export const leadRoutes: Route[] = [
	{
		method: 'GET',
		path: '/chatbots/*/leads',
		scope: 'leads:read',
		answer(call) {
			const { state, ids, query, settings } = call;
			const all = state.leads.filter(({ chatbotId }) => chatbotId === ids[0]);
			// A lead counts as new only once, so its last change doesn't move it.
			const leads = inOrder(all, settings.order, 'createdAt', 'createdAt');
			const wanted = leads.filter((lead) => isWanted(lead, query));
			const { objects, pagination } = page(wanted, 'id', call);
			return { leads: objects, pagination };
		},
	},
	{
		method: 'GET',
		path: '/chatbots/*/leads/*',
		scope: 'leads:read',
		answer: (call) => ({ lead: findLead(call) }),
	},
	{
		method: 'POST',
		path: '/chatbots/*/leads/actions',
		scope: 'leads:write',
		answer(call) {
			const { state, ids, body } = call;
			const change = changes[String(body.action)];
			if (!change) throw invalid('action is unknown', { action: body.action });
			const leads = listIn(body, 'leadIds').map((id) => findLead({ ...call, ids: [ids[0]!, id] }));
			for (const lead of leads) Object.assign(lead, change, { updatedAt: state.now() });
			return { action: body.action, leads };
		},
	},
	{
		method: 'DELETE',
		path: '/chatbots/*/leads/*',
		scope: 'leads:delete',
		answer(call) {
			confirmed(call);
			const { leads } = call.state;
			leads.splice(leads.indexOf(findLead(call)), 1);
			return {};
		},
	},
];
