/**
 * The server that SiteGPT's documentation suggests: Express, a comparison of the token, and 200. It stores
 * nothing. Prints its port as the first line.
 * Source: https://sitegpt.ai/docs/developers/webhooks
 */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Express, Request, Response } from 'express';
import { n8nFolder } from '../../harness/paths.ts';
import { loopback } from '../../harness/ports.ts';

type Body = { event?: string; data?: { threadId?: string } };

const express = createRequire(join(n8nFolder, 'package.json'))('express') as {
	(): Express;
	json(options: object): Parameters<Express['use']>[0];
};

const app = express();
app.use(express.json({ limit: '16mb' }));
app.post('/messages', (request: Request, response: Response) => {
	if (request.headers['x-webhook-token'] !== process.env.TOKEN) {
		response.status(401).send('Unauthorized');
		return;
	}
	const { event, data } = request.body as Body;
	if (event === 'ADD_MESSAGE') console.error(`A message in ${data?.threadId}`);
	response.status(200).send('OK');
});
const server = app.listen(0, loopback, () => {
	console.log((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit());
