import { relative, resolve } from 'node:path';
import gulp from 'gulp';

/** ms to wait for more changes: an editor or git writes several files for one change */
const quietFor = 80;

/**
 * Calls `handle` with batches of changed package files until this process ends. Resolves once the watcher
 * is ready.
 * @param source the checkout
 * @param handle gets paths relative to `source`; calls never overlap
 */
export async function watchChanges(
	source: string,
	handle: (paths: string[]) => Promise<void>,
): Promise<void> {
	const changed = new Set<string>();
	let timer: NodeJS.Timeout | undefined;
	let handled: Promise<void> = Promise.resolve();
	const watcher = gulp.watch(['nodes/**/*', 'credentials/**/*', 'package.json'], { cwd: source });
	watcher.on('all', (_, path) => {
		if (!/\.(ts|svg|json)$/.test(path)) return;
		changed.add(relative(source, resolve(source, path)));
		clearTimeout(timer);
		timer = setTimeout(() => {
			const paths = [...changed].sort();
			changed.clear();
			handled = handled.then(async () => await handle(paths));
		}, quietFor);
	});
	await new Promise((tell) => watcher.once('ready', tell));
}
