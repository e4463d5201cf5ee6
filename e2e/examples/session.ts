import { type N8n, startN8nWithPackage } from '../../harness/n8n/n8n.ts';
import type { Credential, WorkflowNode } from '../../harness/n8n/workflows.ts';
import { type OtherServer, startOtherServer } from '../../harness/otherServer.ts';
import { LOOPBACK } from '../../harness/ports.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { type MailServer, startMailServer } from './mailServer.ts';

/** What the tests of the examples share: n8n with the package, and mock versions of outside services. */
export class Session {
	n8n!: N8n;
	siteGpt!: SiteGptServer;
	/** for SiteGPT's API */
	apiCredential!: Credential;
	/** a help desk, a CRM, or a chat tool */
	service!: OtherServer;
	/** how many more requests the service answers with 500 */
	failures = 0;
	/** for the service */
	headerAuth!: Credential;
	/** for the mail server */
	smtp!: Credential;
	mail!: MailServer;

	async start(): Promise<void> {
		this.n8n = await startN8nWithPackage();
		const { client } = this.n8n;
		const siteGpt = await SiteGptServer.start();
		this.siteGpt = siteGpt;
		this.apiCredential = await client.createCredential({
			name: 'SiteGPT',
			type: 'siteGptApi',
			data: {
				accessToken: siteGpt.addToken(),
				accountApiKey: siteGpt.addAccountKey(),
				baseUrl: siteGpt.url,
			},
		});
		this.service = await startOtherServer((_, response) => {
			if (this.failures > 0) {
				this.failures--;
				response.statusCode = 500;
			}
			response.setHeader('Content-Type', 'application/json');
			response.end('{"ok":true}');
		});
		this.mail = await startMailServer();
		this.smtp = await client.createCredential({
			name: 'Mail',
			type: 'smtp',
			data: {
				user: '',
				password: '',
				host: LOOPBACK,
				port: this.mail.port,
				secure: false,
				disableStartTls: true,
				hostName: '',
			},
		});
		this.headerAuth = await client.createCredential({
			name: 'Key of the service',
			type: 'httpHeaderAuth',
			data: { name: 'X-API-KEY', value: 'the-key' },
		});
	}

	async stop(): Promise<void> {
		await this.siteGpt.close();
		await this.service.close();
		await this.mail.close();
		await this.n8n.stop();
	}

	/** Returns what the service received since the last call. */
	sent() {
		return this.service.received.splice(0);
	}

	enterUrl(name: string) {
		return (node: WorkflowNode): void => {
			if (node.name === name) node.parameters.url = this.service.url;
		};
	}

	async modelCredential({ url }: { url: string }): Promise<Credential> {
		return await this.n8n.client.createCredential({
			name: 'Model',
			type: 'openAiApi',
			data: { apiKey: 'the-key', url: `${url}v1`, headerName: '', headerValue: '' },
		});
	}

	/** Adds a chatbot to the mock SiteGPT server, and a visitor who asked a question. */
	newChatbot() {
		const chatbot = this.siteGpt.state.addChatbot();
		const visitor = this.siteGpt.visitor(chatbot.id);
		visitor.ask('Do you ship to Norway?');
		return { chatbot, visitor };
	}
}
