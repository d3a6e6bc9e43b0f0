// What goes to containers: exec, attach, logs, port-forward, copied files; and what they use.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import * as k8s from '@kubernetes/client-node';
import { collector, config, core, eventually, namespace, runningPod, within } from './harness.mjs';

/** Runs a command in a container, to its end. */
async function exec(name, command, input = null, tty = false) {
    const out = collector();
    const err = collector();
    let ended;
    const status = new Promise((resolve) => { ended = resolve; });
    await new k8s.Exec(config).exec(namespace, name, 'main', command, out, err, input, tty, ended);
    return { status: await within(`the end of ${command}`, status), out: out.text, err: err.text };
}

export const streamChecks = {
    async exec() {
        await runningPod('shell');
        const answer = await exec('shell', ['sh', '-c', 'echo hello; echo world']);
        assert.deepEqual([answer.status.status, answer.out], ['Success', 'hello\nworld\n']);
        const failed = await exec('shell', ['sh', '-c', 'exit 3']);
        assert.equal(failed.status.reason, 'NonZeroExitCode');
        assert.equal(failed.status.details.causes.find((cause) => cause.reason === 'ExitCode').message, '3');
    },

    async execWithInput() {
        const answer = await exec('shell', ['cat'], Readable.from(['one\n', 'two\n']));
        assert.deepEqual([answer.status.status, answer.out], ['Success', 'one\ntwo\n']);
    },

    async execOnATerminal() {
        const answer = await exec('shell', ['echo', 'terminal'], null, true);
        assert.equal(answer.status.status, 'Success');
        assert.match(answer.out, /^terminal\r?\n$/);
    },

    async logs() {
        const script = 'echo first; sleep 1; echo second; sleep 1; echo third';
        await runningPod('talker', { container: { command: ['sh', '-c', script] }, spec: { restartPolicy: 'Never' } });
        const followed = collector();
        const ended = new Promise((resolve) => followed.on('finish', resolve));
        await new k8s.Log(config).log(namespace, 'talker', 'main', followed, { follow: true });
        await within('the log ends', ended);
        assert.equal(followed.text, 'first\nsecond\nthird\n');
        const tail = await core.readNamespacedPodLog({ namespace, name: 'talker', tailLines: 1, timestamps: true });
        assert.match(tail, /^\d{4}-\d\d-\d\dT[\d:.]+Z third\n$/);
    },

    async previousLogs() {
        await core.createNamespacedPod({ namespace, body: {
            metadata: { name: 'crasher' },
            spec: { containers: [{ name: 'main', image: 'main:1', command: ['sh', '-c', 'echo run; exit 1'] }] },
        } });
        await eventually('a restart', async () =>
            (await core.readNamespacedPod({ namespace, name: 'crasher' })).status.containerStatuses?.[0].restartCount > 0);
        assert.equal(await core.readNamespacedPodLog({ namespace, name: 'crasher', previous: true }), 'run\n');
    },

    async attach() {
        await runningPod('attached', { container: { command: ['sh', '-c', 'while true; do echo tick; sleep 1; done'] } });
        const out = collector();
        const socket = await new k8s.Attach(config).attach(namespace, 'attached', 'main', out, null, null, false);
        await eventually('a tick', () => out.text.includes('tick\n'));
        socket.close();
    },

    async portForward() {
        await runningPod('server', { container: { ports: [{ containerPort: 8080 }] } });
        const input = new PassThrough();
        const out = collector();
        const socket = await new k8s.PortForward(config).portForward(namespace, 'server', [8080], out, null, input);
        input.write('GET / HTTP/1.1\r\nHost: server\r\nConnection: close\r\n\r\n');
        await eventually('an answer', () => /^HTTP\/1\.1 200 [\s\S]*server/.test(out.text));
        socket.close();
    },

    async copiedFiles() {
        const folder = mkdtempSync(join(tmpdir(), 'navarch-js-'));
        writeFileSync(join(folder, 'note.txt'), 'kept');
        await new k8s.Cp(config).cpToPod(namespace, 'shell', 'main', folder, '/notes');
        await eventually('the file is there', async () => (await exec('shell', ['cat', '/notes/note.txt'])).out === 'kept');
        rmSync(folder, { recursive: true });
    },

    async metrics() {
        const metrics = new k8s.Metrics(config);
        assert.ok((await metrics.getNodeMetrics()).items[0].usage.cpu);
        assert.ok((await metrics.getPodMetrics(namespace)).items.some((item) => item.metadata.name === 'shell'));
    },
};
