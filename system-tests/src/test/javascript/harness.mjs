// What the checks stand on: clients of the cluster, waiting with a deadline, and the report.
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import * as k8s from '@kubernetes/client-node';

export const config = new k8s.KubeConfig();
config.loadFromString(readFileSync(process.argv[2], 'utf8'));
export const core = config.makeApiClient(k8s.CoreV1Api);
export const apps = config.makeApiClient(k8s.AppsV1Api);
export const namespace = 'default';

const LIMIT_MS = 20_000;

/** Asks again until the answer is truthy, and gives it back. */
export async function eventually(what, ask) {
    const end = Date.now() + LIMIT_MS;
    for (;;) {
        const answer = await ask();
        if (answer) {
            return answer;
        }
        if (Date.now() > end) {
            throw new Error(`still not: ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/** The promise's outcome, or a failure that says what did not come in time. */
export function within(what, promise) {
    let timer;
    const limit = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`still not: ${what}`)), LIMIT_MS);
    });
    return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** The status with which the server refuses; a request that is not refused is an error. */
export async function refusal(request) {
    try {
        await request;
    } catch (error) {
        return { code: error.code, ...JSON.parse(error.body) };
    }
    throw new Error('was not refused');
}

/** A stream that keeps what is written to it. */
export function collector() {
    const stream = new Writable({
        write(chunk, encoding, done) {
            stream.text += chunk.toString();
            done();
        },
    });
    stream.text = '';
    return stream;
}

export function configMap(name, data, labels) {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data };
}

export function pod(name, more = {}) {
    return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace, ...more.metadata },
        spec: { containers: [{ name: 'main', image: 'main:1', ...more.container }], ...more.spec },
    };
}

export async function runningPod(name, more) {
    await core.createNamespacedPod({ namespace, body: pod(name, more) });
    return eventually(`pod ${name} runs`, async () => {
        const seen = await core.readNamespacedPod({ namespace, name });
        return seen.status.phase === 'Running' && seen;
    });
}

/** Runs the checks one after the other and tells of each as the Test Anything Protocol has it. */
export async function runAll(checks) {
    const names = Object.keys(checks);
    console.log(`1..${names.length}`);
    for (const [index, name] of names.entries()) {
        try {
            await checks[name]();
            console.log(`ok ${index + 1} ${name}`);
        } catch (error) {
            console.log(`not ok ${index + 1} ${name}`);
            console.log(String(error.stack ?? error).replace(/^/gm, '# '));
        }
    }
}
