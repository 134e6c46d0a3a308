/**
 * Whether an invite still lets somebody in. One that a manager made is good as long as the manager
 * could make it: who is sent away must not come back by it.
 */
const INVITE_STANDS = `uses_left > 0 AND expires_at > ? AND (
    created_by IS NULL OR created_by NOT GLOB 'user:*' OR EXISTS (
      SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
      WHERE m.group_name = group_invites.group_name AND m.user_id = substr(created_by, 6)
        AND m.role = 'manager' AND u.banned = 0))`;

/** The SQL of groups, in one place. */
export const SQL = {
  list: `SELECT g.name, g.created_at AS createdAt,
      (SELECT count(*) FROM memberships m WHERE m.group_name = g.name) AS members
    FROM groups g ORDER BY g.name LIMIT ? OFFSET ?`,
  count: 'SELECT count(*) AS n FROM groups',
  names: 'SELECT name FROM groups ORDER BY name',
  find: `SELECT g.name, g.created_at AS createdAt,
      (SELECT count(*) FROM memberships m WHERE m.group_name = g.name) AS members
    FROM groups g WHERE g.name = ?`,
  insert: 'INSERT INTO groups (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  remove: 'DELETE FROM groups WHERE name = ?',
  members: `SELECT m.user_id AS userId, u.email, m.role, m.since
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.group_name = ? ORDER BY m.user_id LIMIT ? OFFSET ?`,
  countMembers: 'SELECT count(*) AS n FROM memberships WHERE group_name = ?',
  memberIds: 'SELECT user_id AS userId FROM memberships WHERE group_name = ?',
  member: `SELECT m.user_id AS userId, u.email, m.role, m.since
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.group_name = ? AND m.user_id = ?`,
  findUser: 'SELECT id, email FROM users WHERE id = ?',
  findUserByEmail: 'SELECT id, email FROM users WHERE email = ?',
  setMember: `INSERT INTO memberships (group_name, user_id, role, since) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET role = excluded.role`,
  addMember: `INSERT INTO memberships (group_name, user_id, role, since) VALUES (?, ?, 'member', ?)
    ON CONFLICT DO NOTHING`,
  removeMember: 'DELETE FROM memberships WHERE group_name = ? AND user_id = ?',
  insertInvite: `INSERT INTO group_invites
      (hash, group_name, uses, uses_left, created_by, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  // The id is a part of the hash: it names an invite and opens nothing.
  invites: `SELECT substr(hash, 1, 16) AS id, group_name AS "group", coalesce(uses, uses_left) AS uses,
      uses_left AS usesLeft, created_by AS createdBy, created_at AS createdAt,
      expires_at AS expiresAt
    FROM group_invites WHERE group_name = ? AND ${INVITE_STANDS}
    ORDER BY expires_at, hash LIMIT ? OFFSET ?`,
  countInvites: `SELECT count(*) AS n FROM group_invites
    WHERE group_name = ? AND ${INVITE_STANDS}`,
  removeInvite: `DELETE FROM group_invites
    WHERE group_name = ? AND substr(hash, 1, 16) = ? AND ${INVITE_STANDS}`,
  // One statement takes the use, so that no two users share the last one.
  useInvite: `UPDATE group_invites SET uses_left = uses_left - 1
    WHERE hash = ? AND ${INVITE_STANDS}`,
  inviteGroup: 'SELECT group_name AS name FROM group_invites WHERE hash = ?',
  forgetInvites: 'DELETE FROM group_invites WHERE expires_at <= ? OR uses_left = 0',
  forgetGroup: "DELETE FROM grants WHERE principal = 'group:' || ?",
} as const;
