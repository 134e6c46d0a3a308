/** The SQL of rules and grants, in one place. */
export const SQL = {
  allRules: 'SELECT kind, name, access FROM access_rules',
  rulesOf: 'SELECT access FROM access_rules WHERE kind = ? AND name = ?',
  setRules: `INSERT INTO access_rules (kind, name, access) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET access = excluded.access`,
  forgetRules: 'DELETE FROM access_rules WHERE kind = ? AND name = ?',
  grants: `SELECT level, principal FROM grants
    WHERE kind = ? AND container = ? AND item = ? ORDER BY level, principal`,
  addGrant: `INSERT INTO grants (kind, container, item, level, principal) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`,
  forgetGrants: 'DELETE FROM grants WHERE kind = ? AND container = ? AND item = ?',
  forgetAllGrants: 'DELETE FROM grants WHERE kind = ? AND container = ?',
  userExists: 'SELECT 1 FROM users WHERE id = ?',
  groupExists: 'SELECT 1 FROM groups WHERE name = ?',
} as const;
