import { Injectable } from '@nestjs/common';
import type { Audience } from './audience.js';
import { type Change, ChangeLog } from './change-log.js';
import { goneFrame, wholeFrame } from './event-frame.js';
import type { EventStream } from './event-stream.js';

interface Group {
  audience: Audience;
  streams: Set<EventStream>;
}

type Groups = Map<string, Group>;

/** The open streams of one collection: those of one owner are found without asking the others. */
interface Room {
  byOwner: Map<string, Groups>;
  others: Groups;
}

/** Hands every committed change to the streams that may see it. Each event is made once. */
@Injectable()
export class EventHub {
  private readonly rooms = new Map<string, Room>();

  constructor(log: ChangeLog) {
    log.onChange((change) => this.publish(change));
  }

  /** From now on the stream gets what its audience sees, until the answer is called. */
  join(collection: string, audience: Audience, stream: EventStream): () => void {
    const groups = this.groups(collection, audience.ownerId);
    const group = groups.get(audience.key) ?? { audience, streams: new Set() };
    groups.set(audience.key, group);
    group.streams.add(stream);
    return () => {
      group.streams.delete(stream);
      if (group.streams.size > 0 || groups.get(audience.key) !== group) return;
      groups.delete(audience.key);
      this.tidy(collection, audience.ownerId);
    };
  }

  private publish(change: Change): void {
    const room = this.rooms.get(change.collection);
    if (room === undefined) return;
    let whole: Buffer | undefined;
    let gone: Buffer | undefined;
    const tell = ({ audience, streams }: Group) => {
      const sight = audience.sees(change);
      if (sight === 'nothing') return;
      const frame =
        sight === 'whole' ? (whole ??= wholeFrame(change)) : (gone ??= goneFrame(change));
      for (const stream of streams) stream.send(frame);
    };
    for (const group of room.byOwner.get(change.ownerId)?.values() ?? []) tell(group);
    for (const group of room.others.values()) tell(group);
  }

  private groups(collection: string, ownerId: string | undefined): Groups {
    const room = this.rooms.get(collection) ?? {
      byOwner: new Map<string, Groups>(),
      others: new Map(),
    };
    this.rooms.set(collection, room);
    if (ownerId === undefined) return room.others;
    const groups = room.byOwner.get(ownerId) ?? new Map<string, Group>();
    room.byOwner.set(ownerId, groups);
    return groups;
  }

  /** Forgets an owner, and a collection, to which nobody listens any more. */
  private tidy(collection: string, ownerId: string | undefined): void {
    const room = this.rooms.get(collection);
    if (room === undefined) return;
    if (ownerId !== undefined && room.byOwner.get(ownerId)?.size === 0)
      room.byOwner.delete(ownerId);
    if (room.byOwner.size === 0 && room.others.size === 0) this.rooms.delete(collection);
  }
}
