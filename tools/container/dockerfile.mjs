/**
 * Reads a Dockerfile into stages: what is needed to carry its steps out without a container engine.
 * Knows FROM, WORKDIR, ENV, COPY, RUN, CMD, HEALTHCHECK and the settings that only an engine needs.
 */
export function readDockerfile(text) {
  const stages = [];
  for (const [word, rest] of instructions(text)) {
    if (word === 'FROM') {
      const [, base, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      if (!base) throw new Error(`FROM ${rest}: not understood`);
      const parent = stages.find((stage) => stage.name === base);
      stages.push({
        name,
        parent: parent?.name,
        steps: [],
        env: { ...parent?.env },
        workdir: parent?.workdir ?? '/',
        command: parent?.command,
        health: undefined,
        settings: [...(parent?.settings ?? [])],
      });
      continue;
    }
    const stage = stages.at(-1);
    if (word === 'ENV') Object.assign(stage.env, pairs(rest));
    else if (word === 'WORKDIR') stage.workdir = rest;
    else if (word === 'CMD') stage.command = JSON.parse(rest);
    else if (word === 'HEALTHCHECK') stage.health = JSON.parse(rest.slice(rest.indexOf('CMD') + 3));
    else if (word === 'COPY' || word === 'RUN') stage.steps.push({ word, rest, workdir: stage.workdir });
    else if (['USER', 'VOLUME', 'EXPOSE', 'STOPSIGNAL'].includes(word))
      stage.settings.push(`${word} ${rest}`);
    else throw new Error(`${word}: not understood`);
  }
  return stages;
}

function* instructions(text) {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  for (const line of lines.join('\n').replaceAll(/\\\n/g, ' ').split('\n')) {
    const [, word, rest] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (word) yield [word.toUpperCase(), rest];
  }
}

const pairs = (text) => Object.fromEntries(text.split(/\s+/).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
