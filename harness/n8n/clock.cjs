/**
 * Preloaded into n8n: makes its clocks as many ms fast as the file CLOCK_FILE says, so that a test needn't wait.
 * Timers run as before.
 */
const { readFileSync } = require('node:fs');

const RealDate = Date;
const realNow = performance.now.bind(performance);
let ahead = 0;

function read() {
	try {
		ahead = Number(readFileSync(process.env.CLOCK_FILE, 'utf8')) || 0;
	} catch {
		ahead = 0;
	}
}
read();
setInterval(read, 100).unref();

globalThis.Date = class Date extends RealDate {
	constructor(...given) {
		super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
	}
	static now() {
		return RealDate.now() + ahead;
	}
};
performance.now = () => realNow() + ahead;
