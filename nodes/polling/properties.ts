import type { INodeProperties } from 'n8n-workflow';
import { ANY_TYPE, typeChoices } from '../events/eventTypes';
import { message } from '../events/message';
import { chatbotId } from '../locators/locators';

/** The settings of the polling trigger. n8n puts its own, Poll Times, before them. */
export function pollingProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Trigger On',
			name: 'triggerOn',
			type: 'options',
			default: 'newLead',
			options: [
				{
					name: 'Escalated Conversation',
					value: 'escalatedConversation',
					description: 'A conversation was escalated to a person, or was escalated again',
				},
				{
					name: 'Failed Document',
					value: 'failedDocument',
					description: 'SiteGPT could not train the chatbot on a document',
				},
				{
					name: 'New Conversation',
					value: 'newConversation',
					description: 'A visitor started a conversation',
				},
				{
					name: 'New Lead',
					value: 'newLead',
					description: 'A visitor left contact details',
				},
				{
					name: 'New Message',
					value: 'newMessage',
					description:
						'Someone wrote in any conversation. Uses more API calls than the other options.',
				},
				{
					name: 'Rated Message',
					value: 'ratedMessage',
					description: 'Someone reacted to a message, positively or negatively',
				},
				{
					name: 'Resolved Conversation',
					value: 'resolvedConversation',
					description: 'A conversation was marked as resolved, or was resolved again',
				},
			],
		},
		{
			displayName: 'Chatbots',
			name: 'chatbots',
			type: 'options',
			default: 'one',
			options: [
				{
					name: 'All',
					value: 'all',
					description:
						'All chatbots that the access token may see, and new ones within an hour. A poll makes at least one API call for each.',
				},
				{ name: 'One', value: 'one', description: 'The chatbot that you choose' },
			],
		},
		{ ...chatbotId, displayOptions: { show: { chatbots: ['one'] } } },
		{
			displayName: 'Message Types',
			name: 'messageTypes',
			type: 'multiOptions',
			default: [ANY_TYPE],
			options: typeChoices(message.title, message.types!),
			displayOptions: { show: { triggerOn: ['newMessage'] } },
			description: 'Which message types start the workflow',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Look Back',
					name: 'lookBack',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description:
						'How many minutes before its first poll the trigger looks back. With 0, it only emits what happens after its first poll.',
				},
			],
		},
	];
}
