import type { TriggerPanelDefinition } from 'n8n-workflow';
import { getSiteGptSettings, type SiteGptEvent } from '../../events/event';

/** The text next to the output of a trigger that waits. */
export function panel(event: SiteGptEvent): TriggerPanelDefinition {
	const { url, token } = getSiteGptSettings(event);
	const where = `in SiteGPT, open your chatbot, then <b>Settings &gt; Webhooks</b>. Enter the <b>Production URL</b> as <b>${url}</b> and the credential's token as <b>${token}</b>. Click <b>Save Changes</b>.`;
	const building =
		'<b>While building your workflow</b>, click <b>Execute step</b> and send a test event to the <b>Test URL</b> with the <b>SiteGPT</b> node: n8n listens for one event, for two minutes.';
	return {
		header: `Wait for a SiteGPT ${event.title.toLowerCase()}`,
		executionsHelp: {
			inactive: `${building}<br /><br /><b>Once it works</b>, publish the workflow. Then, ${where} Its executions show up in the Executions list, not here.`,
			active: `${building}<br /><br /><b>The workflow is published</b>: it runs for each event that arrives at the <b>Production URL</b>. For events to arrive, ${where} These executions show up in the Executions list, not here.`,
		},
		activationHint: {
			inactive:
				'Once the workflow works, publish it and enter its <b>Production URL</b> in SiteGPT: the Test URL works only after you click <b>Execute step</b>.',
			active: `Make sure that <b>${url}</b> in SiteGPT is the <b>Production URL</b>, not the Test URL.`,
		},
	};
}

/** What n8n says once a workflow with this trigger is published. */
export function activationMessage(event: SiteGptEvent): string {
	return `Make sure that "${getSiteGptSettings(event).url}" in SiteGPT is the Production URL of the trigger.`;
}
