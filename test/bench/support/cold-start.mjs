import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { runChild } from "./child.mjs";
import { interleave, median, medianRatio } from "./interleave.mjs";
import { report } from "./report.mjs";
import { PAIR } from "./samples.mjs";
import { startAws, startConjur, startVault } from "./stores.mjs";

/**
 * Runs a file of `children` in new processes for each name in `beside`, and reports the processor time of each of ours
 * beside its peers. `most`: budgets by name, against the first peer. Returns what the processes printed, by name and round.
 */
export async function compareColdStarts({ file, what, beside, most = {}, rounds }) {
  const names = [...new Set([...Object.keys(beside), ...Object.values(beside).flat()])];
  const { environment, close } = await startEmulators();
  const results = await interleave(names, { rounds }, async (name) =>
    JSON.parse(await runChild(file, [name], environment)),
  );
  await close();
  const cpu = (name) => results[name].map(({ cpuMilliseconds }) => cpuMilliseconds);
  for (const [name, peers] of Object.entries(beside)) {
    for (const peer of peers) {
      report({
        what: `${what}, ${name}`,
        unit: "ms CPU",
        ours: median(cpu(name)),
        peer,
        theirs: median(cpu(peer)),
        ratio: medianRatio(cpu(name), cpu(peer)),
        ...(peer === peers[0] && most[name] ? { most: most[name] } : {}),
      });
    }
  }
  return results;
}

/** All stores and Mailjet, and the variables by which a process finds them. */
async function startEmulators() {
  const stores = await Promise.all([startAws(), startVault(), startConjur()]);
  const mailjet = await startMailjetEmulator({ keys: [PAIR] });
  const environment = {
    MAILJET_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    MJ_APIKEY_PUBLIC: PAIR.apiKey,
    MJ_APIKEY_PRIVATE: PAIR.apiSecret,
    AGENT_PORT: String(stores[0].emulator.port),
    ...Object.assign({}, ...stores.map((store) => store.environment)),
  };
  const close = () => Promise.all([mailjet, ...stores.map(({ emulator }) => emulator)].map((each) => each.close()));
  return { environment, close };
}
