import { analyticsSchema, chatbotSchema, getChatbot, listChatbots } from '../../api/chatbots';
import { objectIn } from '../../api/envelope';
import { MAX_CONCURRENT } from '../../api/limiter';
import { readList } from '../../api/pages';
import { readFlag, readId, readLimit } from '../operation/input';
import type { Json, Resource } from '../operation/operation';
import { simplify } from '../operation/output';
import { chatbotId, limit, returnAll, simple } from '../operation/parameters';
import { endDate, getAnalytics, startDate } from './getAnalytics';

/** SiteGPT's documentation doesn't show whether a chatbot's name is in `title` or in `name`. */
function simplifyChatbot(isSimple: boolean, one: Json): Json {
	const brief = simplify(isSimple, chatbotSchema, one);
	return brief === one ? one : { ...brief, title: one.title ?? one.name ?? null };
}

/** The chatbots that the token may see. */
export const chatbot: Resource = {
	value: 'chatbot',
	name: 'Chatbot',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get a chatbot',
			description: 'Get the details of one chatbot',
			access: 'chatbots:read',
			confidence: 'inferred',
			parameters: [chatbotId, simple],
			output: chatbotSchema,
			async run(call) {
				const [id, isSimple] = [readId(call, chatbotId), readFlag(call, simple)];
				const data = await call.client.call(getChatbot(id));
				return [simplifyChatbot(isSimple, objectIn(data, 'chatbot'))];
			},
		},
		{
			value: 'getAnalytics',
			name: 'Get Analytics',
			action: 'Get the analytics of a chatbot',
			description: 'Get the numbers of a period as SiteGPT returns them, such as widget opens',
			access: 'undocumented',
			confidence: 'inferred',
			parameters: [chatbotId, startDate, endDate],
			output: analyticsSchema,
			getMaxConcurrent: () => MAX_CONCURRENT,
			run: getAnalytics,
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many chatbots',
			description: 'List the chatbots that the access token may see',
			access: 'chatbots:read',
			confidence: 'documented',
			parameters: [returnAll, limit, simple],
			output: chatbotSchema,
			async run(call) {
				const [maxResults, isSimple] = [readLimit(call), readFlag(call, simple)];
				const chatbots = await readList(call.client, listChatbots(), { limit: maxResults });
				return chatbots.map((one) => simplifyChatbot(isSimple, one));
			},
		},
	],
};
