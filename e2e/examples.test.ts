/** Tests the workflows in examples/, each set up as its sticky note says, with mock versions of outside services. */
import { after, before, describe } from 'node:test';
import { agent } from './examples/agent.ts';
import { brain } from './examples/brain.ts';
import { evaluation } from './examples/evaluation.ts';
import { gap } from './examples/gap.ts';
import { knowledge } from './examples/knowledge.ts';
import { leads } from './examples/leads.ts';
import { logs } from './examples/logs.ts';
import { once } from './examples/once.ts';
import { questions } from './examples/questions.ts';
import { schedules } from './examples/schedules.ts';
import { Session } from './examples/session.ts';
import { tickets } from './examples/tickets.ts';

describe('examples', () => {
	const session = new Session();
	before(async () => await session.start());
	after(async () => await session.stop());

	logs(session);
	tickets(session);
	leads(session);
	once(session);
	schedules(session);
	agent(session);
	gap(session);
	evaluation(session);
	knowledge(session);
	brain(session);
	questions(session);
});
