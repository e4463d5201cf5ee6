import { escalation } from './escalation';
import type { SiteGptEvent } from './event';
import { lead } from './lead';
import { message } from './message';

/** Every event that SiteGPT documents, in the order of its settings page. */
export const allEvents: readonly SiteGptEvent[] = [message, escalation, lead];
