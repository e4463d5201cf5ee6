import { createServer, type AddressInfo, type Socket } from 'node:net';
import { loopback } from '../host/ports.ts';

export interface Mail {
	/** of the envelope */
	from: string;
	to: string[];
	/** head and body, as they came */
	text: string;
}

export interface MailServer {
	port: number;
	mails: Mail[];
	close(): Promise<void>;
}

/** Stands in for a mail server: takes every mail over SMTP (RFC 5321), and passes none on. */
export async function startMailServer(): Promise<MailServer> {
	const mails: Mail[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => {});
		serve(socket, mails);
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	return {
		port: (server.address() as AddressInfo).port,
		mails,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function serve(socket: Socket, mails: Mail[]): void {
	const say = (line: string) => socket.write(`${line}\r\n`);
	let mail: Mail = { from: '', to: [], text: '' };
	let inData = false;
	const take = (line: string) => {
		if (inData) {
			if (line !== '.') {
				mail.text += `${line.replace(/^\./, '')}\n`;
				return;
			}
			inData = false;
			mails.push(mail);
			mail = { from: '', to: [], text: '' };
			say('250 taken');
			return;
		}
		const address = /<(.*)>/.exec(line)?.[1] ?? '';
		const verb = line.slice(0, 4).toUpperCase();
		if (verb === 'MAIL') mail.from = address;
		if (verb === 'RCPT') mail.to.push(address);
		inData = verb === 'DATA';
		say({ DATA: '354 go on', QUIT: '221 bye' }[verb] ?? '250 yes');
		if (verb === 'QUIT') socket.end();
	};
	let rest = '';
	socket.setEncoding('utf8');
	socket.on('data', (chunk: string) => {
		const lines = (rest + chunk).split('\r\n');
		rest = lines.pop() ?? '';
		lines.forEach(take);
	});
	say('220 ready');
}
