/** Stages that begin with something severe: it rests on the last step of the stage before, as within one stage on the step before it. */
import { surelyAfter } from '../ladder/distance.js';
import { isBeforeDue, isItemDate } from '../ladder/moment.js';
import { isSevere, type LadderStep } from '../ladder/step.js';
import { verbOf } from '../ladder/verbs/index.js';
import { isSelective } from '../segments/audience.js';
import type { FindingCode } from './findings.js';
import type { Lane, Stage } from './journey.js';

interface Beginning {
  code: FindingCode;
  path: PropertyKey[];
  message: string;
}

/** In the order of the file. */
export function severeBeginnings({ name, stages }: Pick<Lane, 'name' | 'stages'>): Beginning[] {
  return stages.flatMap((stage) => {
    const [first] = stepsOf(stage);
    if (!first || !isSevere(first)) return [];
    const path = ['lanes', name, 'stages', stage.name, 'steps', 0];
    const before = laddersBefore({ stages, stage });
    if (before === 'none')
      return [
        {
          code: 'severe-step',
          path,
          message: `The severe step "${first.name}" comes without a milder one before it: put a milder one first, here or in a stage before "${stage.name}".`,
        },
      ];
    return before.flatMap((last) => wrongAfter({ first, last }).map((wrong) => ({ ...wrong, path: [...path, ...wrong.path] })));
  });
}

function wrongAfter({ first, last }: { first: LadderStep; last: LadderStep }): Beginning[] {
  const severe = (path: PropertyKey[], message: string): Beginning[] => [{ code: 'severe-step', path, message }];
  if (isBeforeDue(last.at))
    return severe(
      ['at'],
      `The severe step "${first.name}" rests on "${last.name}" of the stage before, which may lapse unsent on the due date: put a milder one after the due date between them.`,
    );
  if (isSelective(last.to))
    return [
      {
        code: 'skippable-notice',
        path: ['at'],
        message: `The severe step "${first.name}" rests on "${last.name}" of the stage before, and some customers do not get that: they would come to it without notice. Send that to everybody, or put a milder step for everybody between them.`,
      },
    ];
  if (!isItemDate(first.at.from)) return [];
  if (last.at.from === 'expected' && first.at.from !== 'expected')
    return severe(
      ['at', 'from'],
      `The severe step "${first.name}" counts from ${first.at.from}, and "${last.name}" of the stage before from when money is expected, which may be a month later: it would follow the next day. Count it from expected, too, or from "${last.name}".`,
    );
  if (surelyAfter({ step: first.at, before: last.at }) === false)
    return severe(
      ['at'],
      `The severe step "${first.name}" comes some days after "${last.name}", with which the stage before it ends, wherever weekends and holidays fall: give it a later moment, or count it from "${last.name}".`,
    );
  return [];
}

/** The last words to the customer in each stage with such words from which a token comes to this one; `none`: on some way it comes without any, and is not the first itself, before which another lane may have spoken. */
function laddersBefore({ stages, stage }: { stages: readonly Stage[]; stage: Stage }): LadderStep[] | 'none' {
  const speaks = ({ name }: Stage): LadderStep | undefined =>
    stepsOf(stages.find((one) => one.name === name)).findLast(({ do: doing }) => verbOf(doing).contacts);
  const silent = new Set<string>();
  const visit = (name: string | undefined): void => {
    const one = stages.find((candidate) => candidate.name === name);
    if (!one || silent.has(one.name)) return;
    silent.add(one.name);
    if (!speaks(one)) Object.values(one.on).forEach(visit);
  };
  visit(stages[0]?.name);
  if (silent.has(stage.name) && stages[0] !== stage) return 'none';
  return stages.flatMap((one) => {
    const last = speaks(one);
    return last && leads({ stages, from: one, to: stage.name }) ? [last] : [];
  });
}

/** Whether it comes there, directly or through stages that say nothing. */
function leads({ stages, from, to }: { stages: readonly Stage[]; from: Stage; to: string }): boolean {
  const seen = new Set<string>();
  const visit = (names: string[]): boolean =>
    names.some((name) => {
      if (name === to) return true;
      const next = stages.find((one) => one.name === name);
      if (!next || seen.has(name) || stepsOf(next).length > 0) return false;
      seen.add(name);
      return visit(Object.values(next.on));
    });
  return visit(Object.values(from.on));
}

const stepsOf = (stage: Pick<Stage, 'config'> | undefined): LadderStep[] =>
  (stage?.config as { steps?: LadderStep[] } | undefined)?.steps ?? [];
