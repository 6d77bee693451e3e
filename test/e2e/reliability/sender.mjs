// An application that sends mail: one factory for the life of the process. What it sends its parent says, by messages.
import { setTimeout as passes } from "node:timers/promises";
import { createMailjet, SecretsError } from "mailjet-secrets";

const { tenantPrefix, ...config } = JSON.parse(process.env.SENDER_CONFIG);
// JSON has no functions.
const tenants = tenantPrefix === undefined ? {} : { accounts: (name) => tenantPrefix + name };
const mailjet = createMailjet({ ...config, ...tenants });
const work = { asked: 0, accepted: 0, failures: {}, givenUp: [], stopped: false };

/** So many senders, each with one mail at a time, until `count` mails are asked for or `stop` is said. */
async function send({ prefix, count, senders, retryAfterMs, everyMs }) {
  Object.assign(work, { asked: 0, accepted: 0, failures: {}, givenUp: [], stopped: false });
  const sender = async () => {
    while (work.asked < count && !work.stopped) {
      const customId = `${prefix}-${work.asked}`;
      work.asked += 1;
      await deliver(customId, retryAfterMs);
      if (everyMs !== undefined) await passes(everyMs);
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return report();
}

async function deliver(customId, retryAfterMs) {
  for (;;) {
    try {
      await mailjet.post("send", { version: "v3.1" }).request({ Messages: [message(customId)] });
      work.accepted += 1;
      return;
    } catch (error) {
      const code = error.code ?? error.statusCode ?? error.name;
      work.failures[code] = (work.failures[code] ?? 0) + 1;
      // Only these errors say for sure that nothing was sent; after a cut connection a second mail might be one too many.
      if (retryAfterMs === undefined || !SecretsError.is(error)) return void work.givenUp.push(customId);
      await passes(retryAfterMs);
    }
  }
}

function message(customId) {
  return {
    From: { Email: "shop@example.com" },
    To: [{ Email: "ann@example.org" }],
    Subject: "Welcome!",
    TextPart: "Thank you for signing up.",
    CustomID: customId,
  };
}

function report() {
  const { asked, accepted, failures, givenUp } = work;
  return { asked, accepted, failures, givenUp, status: mailjet.status() };
}

function stop() {
  work.stopped = true;
}

async function cachedCalls({ count }) {
  for (let call = 0; call < count; call += 1) await mailjet.credentials();
}

/** `tenant0`, `tenant1`, … each once; `regular` comes by in between. Tells how many got the pair of somebody else. */
async function visit({ count, senders, regular }) {
  const visits = { next: 0, mixedUp: 0 };
  const visitor = async () => {
    while (visits.next < count) {
      const number = visits.next;
      visits.next += 1;
      const credentials = await mailjet.account(`tenant${number}`).credentials();
      if (!credentials.apiSecret().startsWith(number.toString(16).padStart(8, "0"))) visits.mixedUp += 1;
      if (number % 100 === 0) await mailjet.account(regular).credentials();
    }
  };
  await Promise.all(Array.from({ length: senders }, visitor));
  return visits.mixedUp;
}

/** Code of the error, or `undefined` for a mail that is out. */
async function sendAs({ tenant, customId }) {
  try {
    const request = mailjet.account(tenant).post("send", { version: "v3.1" });
    await request.request({ Messages: [message(customId)] });
  } catch (error) {
    return error.code;
  }
}

async function fingerprintOf({ tenant }) {
  return (await mailjet.account(tenant).credentials()).fingerprint;
}

function statuses() {
  return mailjet.statuses();
}

/** Bytes in use once everything that nobody holds is gone; needs `--expose-gc`. */
async function heapBytes() {
  for (let round = 0; round < 5; round += 1) {
    await passes(1); // lets finalizers and closing sockets run in between
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

const commands = { send, report, stop, cachedCalls, visit, sendAs, fingerprintOf, statuses, heapBytes };

process.on("message", async ({ id, command, order }) => {
  try {
    process.send({ id, result: await commands[command](order) });
  } catch (error) {
    process.send({ id, failure: `${error?.stack}` });
  }
});
process.once("disconnect", () => process.exit());
