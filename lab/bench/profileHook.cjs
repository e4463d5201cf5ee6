/**
 * n8n loads this first. SIGUSR2 starts a CPU profile of the main thread; the next SIGUSR2 ends it and writes it
 * to the file PROFILE_FILE.
 */
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');

let session;

process.on('SIGUSR2', () => {
	if (!process.argv[1]?.endsWith('n8n')) return;
	if (!session) {
		session = new Session();
		session.connect();
		session.post('Profiler.enable');
		session.post('Profiler.setSamplingInterval', { interval: 500 });
		session.post('Profiler.start');
		return;
	}
	const ended = session;
	session = undefined;
	ended.post('Profiler.stop', (_, { profile }) => {
		writeFileSync(process.env.PROFILE_FILE, JSON.stringify(profile));
		ended.disconnect();
	});
});
