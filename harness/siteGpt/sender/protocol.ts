/**
 * How SiteGPT delivers events, based on its documentation and independent of the package under test.
 * Source: https://sitegpt.ai/docs/developers/webhooks
 */

/** "The token is sent in the X-WEBHOOK-TOKEN header (case-sensitive)" */
export const TOKEN_HEADER = 'X-WEBHOOK-TOKEN';

/** "Return a 200 status code within 5 seconds": any other status or a later answer is a failure */
export const DELIVERED_STATUS = 200;

/** ms */
export const MAX_RESPONSE_MS = 5_000;

/** ms from a failed attempt to the next one: "Up to 3 times", "1s, 5s, 25s"; after that, the event is lost */
export const retryDelays: readonly number[] = [1_000, 5_000, 25_000];
