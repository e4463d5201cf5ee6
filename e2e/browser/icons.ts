import type { Locator } from 'playwright-core';
import { waitFor } from '../../harness/wait.ts';

/** One of the package's icons, as loaded by the browser. */
export interface LoadedIcon {
	file: string;
	/** px of the image itself; 0 if it didn't load */
	width: number;
}

/** Waits for at least `atLeast` of the package's icons to be visible in `place`, and returns them loaded. */
export async function iconsIn(place: Locator, atLeast: number): Promise<LoadedIcon[]> {
	const icons = place.locator('img[src*="sitegpt"]').filter({ visible: true });
	await waitFor(async () => (await icons.count()) >= atLeast, {
		what: `${atLeast} icons`,
	});
	return await icons.evaluateAll(
		async (images) =>
			await Promise.all(
				(images as HTMLImageElement[]).map(async (image) => {
					await image.decode().catch(() => {});
					return { file: image.src.replace(/.*\//, ''), width: image.naturalWidth };
				}),
			),
	);
}
