import { createHash } from 'node:crypto';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { getBaseUrl } from '../api/baseUrl';
import { checkedId } from '../api/request';
import { CREDENTIAL } from '../api/siteGptClient';
import { chosenTypes } from '../events/eventTypes';
import type { SourceType } from './core/source';
import { sourceTypes } from './sources/sourceTypes';

/** A poll, or an execution of the node. The budget is missing in n8n 2.0 and older. */
export type PollContext = IPollFunctions & { getPollBudgetMs?(): number };

/** The settings of a polling trigger. */
export interface PollSettings {
	sourceType: SourceType;
	/** Empty for all that the token may see. */
	chatbotId: string;
	/** Message types; empty for all. */
	types: string[];
	lookBackMs: number;
	baseUrl: string;
	credential: ICredentialDataDecryptedObject;
	/** Changes with any setting that decides what is new. */
	hash: string;
}

/** @throws a message for the user if a setting can't be used */
export async function readPollSettings(
	context: PollContext | IExecuteFunctions,
): Promise<PollSettings> {
	// Only for the locator: n8n throws if it has to extract a value from a parameter that isn't shown.
	const parameter = (name: string, standard: unknown) => {
		const how = { extractValue: name === 'chatbotId' };
		return 'getInputData' in context
			? context.getNodeParameter(name, 0, standard, how)
			: context.getNodeParameter(name, standard as object, how);
	};
	const { lookBack } = (parameter('options', {}) ?? {}) as { lookBack?: unknown };
	const types = parameter('messageTypes', []) as string[];
	const credential = await context.getCredentials(CREDENTIAL);
	const triggerOn = String(parameter('triggerOn', 'newLead'));
	const settings = {
		chatbotId: isOfAll(parameter('chatbots', 'one'))
			? ''
			: checkedId(parameter('chatbotId', ''), 'chatbot ID'),
		types: chosenTypes(types),
		baseUrl: getBaseUrl(credential),
	};
	const decisive = [triggerOn, settings.chatbotId, settings.types, settings.baseUrl];
	return {
		...settings,
		sourceType: sourceTypeNamed(triggerOn),
		lookBackMs: toMinutes(lookBack) * 60_000,
		credential,
		hash: createHash('sha256').update(JSON.stringify(decisive)).digest('base64url'),
	};
}

function sourceTypeNamed(name: string): SourceType {
	if (Object.hasOwn(sourceTypes, name)) return sourceTypes[name];
	throw new Error(`This version of the node has no "${name}" in Trigger On. Choose another one.`);
}

function isOfAll(chatbots: unknown): boolean {
	if (chatbots === 'one' || chatbots === 'all') return chatbots === 'all';
	throw new Error(`Chatbots is "${String(chatbots)}". Choose One or All.`);
}

function toMinutes(entered: unknown): number {
	const minutes = Number(entered ?? 0);
	if (minutes >= 0 && minutes < Infinity) return minutes;
	throw new Error(`Look Back is "${String(entered)}". Enter a number of minutes, or 0.`);
}
