import type {
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { SiteGptApi } from '../../credentials/SiteGptApi.credentials';

/** A workflow of one node, as n8n loads it from its database. */
export function workflowOf(
	nodeType: INodeType,
	parameters: IDataObject = {},
	{ id = 'workflow-1', credentialId = 'credential-1' } = {},
): { workflow: Workflow; node: INode } {
	const { name, version, defaultVersion } = nodeType.description;
	const stored: INode = {
		id: `node-of-${id}`,
		name: nodeType.description.displayName,
		type: `n8n-nodes-sitegpt.${name}`,
		typeVersion: defaultVersion ?? (version as number),
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		credentials: {
			siteGptApi: { id: `${credentialId}-api`, name: 'SiteGPT API' },
			siteGptWebhookApi: { id: credentialId, name: 'SiteGPT' },
		},
	};
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	} as unknown as INodeTypes;
	const workflow = new Workflow({
		id,
		name: id,
		nodes: [stored],
		connections: {},
		active: true,
		nodeTypes,
		settings: {},
	});
	return { workflow, node: workflow.getNode(stored.name)! };
}

/** What n8n gives a node in addition to its workflow; `credential` is called for each read. */
export function additionalDataWith(
	credential: () => Promise<IDataObject>,
	others: Partial<IWorkflowExecuteAdditionalData> = {},
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper: {
			getDecrypted: credential,
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
			preAuthentication: async () => undefined,
			async authenticate(credentials: IDataObject, type: string, options: IHttpRequestOptions) {
				if (type === 'siteGptApi') {
					return await new SiteGptApi().authenticate(credentials as never, options);
				}
				const headers = { ...options.headers, 'X-WEBHOOK-TOKEN': credentials.token };
				return { ...options, headers };
			},
		},
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1/',
		currentNodeParameters: undefined,
		variables: {},
		...others,
	} as unknown as IWorkflowExecuteAdditionalData;
}
