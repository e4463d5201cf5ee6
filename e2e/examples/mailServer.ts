import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { LOOPBACK } from '../../harness/ports.ts';

export interface Mail {
	/** the envelope's recipients */
	to: string[];
	subject: string | undefined;
	text: string | undefined;
	/** empty if the mail has none */
	html: string;
}

export interface MailServer {
	port: number;
	mails: Mail[];
	close(): Promise<void>;
}

/** A mock mail server: accepts every message and forwards none. */
export async function startMailServer(): Promise<MailServer> {
	const mails: Mail[] = [];
	const smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData(stream, { envelope }, callback) {
			const to = envelope.rcptTo.map(({ address }) => address);
			simpleParser(stream).then(({ subject, text, html }) => {
				mails.push({ to, subject, text, html: html || '' });
				callback();
			}, callback);
		},
	});
	await new Promise<void>((resolve) => smtp.listen(0, LOOPBACK, resolve));
	return {
		port: (smtp.server.address() as AddressInfo).port,
		mails,
		close: async () => await new Promise((resolve) => smtp.close(resolve)),
	};
}
