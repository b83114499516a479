-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE audit (
  n INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  "rows" INTEGER NOT NULL,
  changes BLOB NOT NULL CHECK (length(changes) = 32),
  sums BLOB NOT NULL CHECK (length(sums) = 32),
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE seal (
  name TEXT NOT NULL PRIMARY KEY,
  "rows" INTEGER NOT NULL,
  sum BLOB NOT NULL CHECK (length(sum) = 32)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_kept BEFORE DELETE ON "audit" BEGIN SELECT RAISE(ABORT, 'the log is kept: DELETE is refused'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON "audit" BEGIN SELECT RAISE(ABORT, 'the log is kept: UPDATE is refused'); END;
CREATE TRIGGER audit_next BEFORE INSERT ON audit WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM audit) BEGIN SELECT RAISE(ABORT, 'the log is kept: this is not its next entry'); END;
CREATE TRIGGER seal_kept BEFORE DELETE ON "seal" BEGIN SELECT RAISE(ABORT, 'seals are kept: DELETE is refused'); END;
CREATE TABLE "source" (
  "id" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "publisher" TEXT NOT NULL DEFAULT '',
  "url" TEXT NOT NULL DEFAULT '',
  "licence" TEXT NOT NULL DEFAULT '',
  "redistributable" TEXT NOT NULL DEFAULT '',
  "reliability" TEXT NOT NULL DEFAULT '',
  "anonymous" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "source_kept" BEFORE DELETE ON "source" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "source_fixed" BEFORE UPDATE OF "id", "title", "publisher", "url", "licence", "redistributable", "reliability", "anonymous", "certainty", version, valid_from, recorded, turn, seal ON "source" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "consideration" (
  "id" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "origin" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "consideration_kept" BEFORE DELETE ON "consideration" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "consideration_fixed" BEFORE UPDATE OF "id", "place", "title", "origin", version, valid_from, recorded, turn, seal ON "consideration" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "criterion" (
  "id" TEXT NOT NULL DEFAULT '',
  "consideration" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "statement" TEXT NOT NULL DEFAULT '',
  "measured" TEXT NOT NULL DEFAULT '',
  "direction" TEXT NOT NULL DEFAULT '',
  "subject" TEXT NOT NULL DEFAULT '',
  "poor" TEXT NOT NULL DEFAULT '',
  "weak" TEXT NOT NULL DEFAULT '',
  "fair" TEXT NOT NULL DEFAULT '',
  "good" TEXT NOT NULL DEFAULT '',
  "weight_lo" TEXT NOT NULL DEFAULT '',
  "weight_hi" TEXT NOT NULL DEFAULT '',
  "half_life" TEXT NOT NULL DEFAULT '',
  "cites" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "criterion_kept" BEFORE DELETE ON "criterion" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "criterion_fixed" BEFORE UPDATE OF "id", "consideration", "place", "title", "statement", "measured", "direction", "subject", "poor", "weak", "fair", "good", "weight_lo", "weight_hi", "half_life", "cites", "certainty", version, valid_from, recorded, turn, seal ON "criterion" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "criterion_indicator" (
  "criterion" TEXT NOT NULL DEFAULT '',
  "indicator" TEXT NOT NULL DEFAULT '',
  "cut1" TEXT NOT NULL DEFAULT '',
  "cut2" TEXT NOT NULL DEFAULT '',
  "cut3" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("criterion", "indicator", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "criterion_indicator_kept" BEFORE DELETE ON "criterion_indicator" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "criterion_indicator_fixed" BEFORE UPDATE OF "criterion", "indicator", "cut1", "cut2", "cut3", version, valid_from, recorded, turn, seal ON "criterion_indicator" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "supplier" (
  "id" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "legal_name" TEXT NOT NULL DEFAULT '',
  "seat" TEXT NOT NULL DEFAULT '',
  "incorporated" TEXT NOT NULL DEFAULT '',
  "control" TEXT NOT NULL DEFAULT '',
  "listed" TEXT NOT NULL DEFAULT '',
  "lei" TEXT NOT NULL DEFAULT '',
  "lei_certainty" TEXT NOT NULL DEFAULT '',
  "aliases" TEXT NOT NULL DEFAULT '',
  "not_aliases" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "supplier_kept" BEFORE DELETE ON "supplier" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "supplier_fixed" BEFORE UPDATE OF "id", "name", "legal_name", "seat", "incorporated", "control", "listed", "lei", "lei_certainty", "aliases", "not_aliases", "certainty", version, valid_from, recorded, turn, seal ON "supplier" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "product" (
  "supplier" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "class" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("supplier", "name", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "product_kept" BEFORE DELETE ON "product" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "product_fixed" BEFORE UPDATE OF "supplier", "name", "class", version, valid_from, recorded, turn, seal ON "product" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "claim" (
  "id" TEXT NOT NULL DEFAULT '',
  "subject" TEXT NOT NULL DEFAULT '',
  "criterion" TEXT NOT NULL DEFAULT '',
  "grades" TEXT NOT NULL DEFAULT '',
  "statement" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "credibility" TEXT NOT NULL DEFAULT '',
  "disputes" TEXT NOT NULL DEFAULT '',
  "reply" TEXT NOT NULL DEFAULT '',
  "reply_source" TEXT NOT NULL DEFAULT '',
  "reply_date" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "claim_kept" BEFORE DELETE ON "claim" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "claim_fixed" BEFORE UPDATE OF "id", "subject", "criterion", "grades", "statement", "status", "date", "source", "credibility", "disputes", "reply", "reply_source", "reply_date", "certainty", version, valid_from, recorded, turn, seal ON "claim" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "indicator" (
  "indicator" TEXT NOT NULL DEFAULT '',
  "country" TEXT NOT NULL DEFAULT '',
  "year" TEXT NOT NULL DEFAULT '',
  "value" TEXT NOT NULL DEFAULT '',
  "se" TEXT NOT NULL DEFAULT '',
  "low" TEXT NOT NULL DEFAULT '',
  "high" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("indicator", "country", "year", "source", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "indicator_kept" BEFORE DELETE ON "indicator" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "indicator_fixed" BEFORE UPDATE OF "indicator", "country", "year", "value", "se", "low", "high", "source", version, valid_from, recorded, turn, seal ON "indicator" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "flag" (
  "flag" TEXT NOT NULL DEFAULT '',
  "country" TEXT NOT NULL DEFAULT '',
  "value" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("flag", "country", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "flag_kept" BEFORE DELETE ON "flag" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "flag_fixed" BEFORE UPDATE OF "flag", "country", "value", "date", "source", "certainty", version, valid_from, recorded, turn, seal ON "flag" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "profile" (
  "id" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "profile_kept" BEFORE DELETE ON "profile" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "profile_fixed" BEFORE UPDATE OF "id", "title", "text", version, valid_from, recorded, turn, seal ON "profile" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "vulnerability" (
  "cve" TEXT NOT NULL DEFAULT '',
  "origin" TEXT NOT NULL DEFAULT '',
  "document" TEXT NOT NULL DEFAULT '',
  "vendor" TEXT NOT NULL DEFAULT '',
  "product" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "versions" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "score" TEXT NOT NULL DEFAULT '',
  "severity" TEXT NOT NULL DEFAULT '',
  "exploited" TEXT NOT NULL DEFAULT '',
  "remedy" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("cve", "origin", "document", "vendor", "product", "status", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "vulnerability_kept" BEFORE DELETE ON "vulnerability" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "vulnerability_fixed" BEFORE UPDATE OF "cve", "origin", "document", "vendor", "product", "status", "versions", "date", "score", "severity", "exploited", "remedy", "title", version, valid_from, recorded, turn, seal ON "vulnerability" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "entity" (
  "id" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "type" TEXT NOT NULL DEFAULT '',
  "country" TEXT NOT NULL DEFAULT '',
  "supplier" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "entity_kept" BEFORE DELETE ON "entity" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "entity_fixed" BEFORE UPDATE OF "id", "name", "type", "country", "supplier", "source", "date", "certainty", "note", version, valid_from, recorded, turn, seal ON "entity" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "stake" (
  "owner" TEXT NOT NULL DEFAULT '',
  "owned" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "scenario" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "share_min" TEXT NOT NULL DEFAULT '',
  "share_max" TEXT NOT NULL DEFAULT '',
  "votes_min" TEXT NOT NULL DEFAULT '',
  "votes_max" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  "statement" TEXT NOT NULL DEFAULT '',
  "disputes" TEXT NOT NULL DEFAULT '',
  "reply" TEXT NOT NULL DEFAULT '',
  "reply_source" TEXT NOT NULL DEFAULT '',
  "reply_date" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("owner", "owned", "kind", "scenario", "source", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "stake_kept" BEFORE DELETE ON "stake" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "stake_fixed" BEFORE UPDATE OF "owner", "owned", "kind", "scenario", "source", "share_min", "share_max", "votes_min", "votes_max", "date", "until", "certainty", "statement", "disputes", "reply", "reply_source", "reply_date", version, valid_from, recorded, turn, seal ON "stake" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE INDEX stake_owned ON stake (owned);
CREATE INDEX entity_supplier ON entity (supplier) WHERE supplier <> '';
CREATE TABLE "function" (
  "id" TEXT NOT NULL DEFAULT '',
  "country" TEXT NOT NULL DEFAULT '',
  "part_of" TEXT NOT NULL DEFAULT '',
  "place" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "criticality" TEXT NOT NULL DEFAULT '',
  "serves" TEXT NOT NULL DEFAULT '',
  "cite" TEXT NOT NULL DEFAULT '',
  "certainty" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", "country", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "function_kept" BEFORE DELETE ON "function" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "function_fixed" BEFORE UPDATE OF "id", "country", "part_of", "place", "title", "criticality", "serves", "cite", "certainty", version, valid_from, recorded, turn, seal ON "function" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "site" (
  "id" TEXT NOT NULL DEFAULT '',
  "operator" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "country" TEXT NOT NULL DEFAULT '',
  "region" TEXT NOT NULL DEFAULT '',
  "area" TEXT NOT NULL DEFAULT '',
  "cluster" TEXT NOT NULL DEFAULT '',
  "lat" TEXT NOT NULL DEFAULT '',
  "lon" TEXT NOT NULL DEFAULT '',
  "subscribers" TEXT NOT NULL DEFAULT '',
  "traffic" TEXT NOT NULL DEFAULT '',
  "load_basis" TEXT NOT NULL DEFAULT '',
  "sensitive" TEXT NOT NULL DEFAULT '',
  "owner" TEXT NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "site_kept" BEFORE DELETE ON "site" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "site_fixed" BEFORE UPDATE OF "id", "operator", "name", "country", "region", "area", "cluster", "lat", "lon", "subscribers", "traffic", "load_basis", "sensitive", "owner", "basis", "note", "source", "date", version, valid_from, recorded, turn, seal ON "site" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "element" (
  "id" TEXT NOT NULL DEFAULT '',
  "operator" TEXT NOT NULL DEFAULT '',
  "site" TEXT NOT NULL DEFAULT '',
  "function" TEXT NOT NULL DEFAULT '',
  "technology" TEXT NOT NULL DEFAULT '',
  "vendor" TEXT NOT NULL DEFAULT '',
  "vendor_basis" TEXT NOT NULL DEFAULT '',
  "vendor_note" TEXT NOT NULL DEFAULT '',
  "product" TEXT NOT NULL DEFAULT '',
  "hardware" TEXT NOT NULL DEFAULT '',
  "software" TEXT NOT NULL DEFAULT '',
  "serial" TEXT NOT NULL DEFAULT '',
  "made_in" TEXT NOT NULL DEFAULT '',
  "cells" TEXT NOT NULL DEFAULT '',
  "managed_by" TEXT NOT NULL DEFAULT '',
  "installed" TEXT NOT NULL DEFAULT '',
  "support_end" TEXT NOT NULL DEFAULT '',
  "book_value" TEXT NOT NULL DEFAULT '',
  "currency" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "element_kept" BEFORE DELETE ON "element" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "element_fixed" BEFORE UPDATE OF "id", "operator", "site", "function", "technology", "vendor", "vendor_basis", "vendor_note", "product", "hardware", "software", "serial", "made_in", "cells", "managed_by", "installed", "support_end", "book_value", "currency", "status", "basis", "note", "source", "date", version, valid_from, recorded, turn, seal ON "element" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "need" (
  "element" TEXT NOT NULL DEFAULT '',
  "needs" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "choice" TEXT NOT NULL DEFAULT '',
  "least" TEXT NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("element", "needs", "kind", "choice", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "need_kept" BEFORE DELETE ON "need" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "need_fixed" BEFORE UPDATE OF "element", "needs", "kind", "choice", "least", "basis", "note", "source", "date", "until", version, valid_from, recorded, turn, seal ON "need" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "component" (
  "inside" TEXT NOT NULL DEFAULT '',
  "id" TEXT NOT NULL DEFAULT '',
  "parent" TEXT NOT NULL DEFAULT '',
  "type" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "release" TEXT NOT NULL DEFAULT '',
  "vendor" TEXT NOT NULL DEFAULT '',
  "purl" TEXT NOT NULL DEFAULT '',
  "cpe" TEXT NOT NULL DEFAULT '',
  "licence" TEXT NOT NULL DEFAULT '',
  "hash" TEXT NOT NULL DEFAULT '',
  "source" TEXT NOT NULL DEFAULT '',
  "date" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("inside", "id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "component_kept" BEFORE DELETE ON "component" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "component_fixed" BEFORE UPDATE OF "inside", "id", "parent", "type", "name", "release", "vendor", "purl", "cpe", "licence", "hash", "source", "date", version, valid_from, recorded, turn, seal ON "component" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
CREATE TABLE "pack" (
  "id" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  PRIMARY KEY ("id", version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER "pack_kept" BEFORE DELETE ON "pack" BEGIN SELECT RAISE(ABORT, 'history is kept: DELETE is refused'); END;
CREATE TRIGGER "pack_fixed" BEFORE UPDATE OF "id", "title", "text", version, valid_from, recorded, turn, seal ON "pack" BEGIN SELECT RAISE(ABORT, 'history is kept: UPDATE is refused'); END;
