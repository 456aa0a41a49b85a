"""Reads objects without their own value type: extended statistics, collations, operators, casts, publications, …"""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, ask, in_user_schema, own
from migralint.database.postgresql.naming import Naming
from migralint.database.postgresql.settable import of_wrapper_sql as of_wrapper
from migralint.schema.objects import Other

_IN_SCHEMAS = f"""
    SELECT 'statistics' AS sort, n.nspname AS schema, s.stxname AS name, pg_get_statisticsobjdef(s.oid) AS definition,
        obj_description(s.oid, 'pg_statistic_ext') AS comment
    FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace
    WHERE {in_user_schema("n")} AND {own("pg_statistic_ext", "s.oid")}
    UNION ALL
    SELECT 'collation', n.nspname, o.collname, '(' || concat_ws(', ',
        'provider = ' || CASE o.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END,
        'locale = ' || CASE WHEN o.collprovider <> 'c' THEN quote_literal(coalesce(to_jsonb(o) ->> 'colliculocale',
            to_jsonb(o) ->> 'colllocale', o.collcollate)) END,
        'lc_collate = ' || CASE WHEN o.collprovider = 'c' THEN quote_literal(o.collcollate) END,
        'lc_ctype = ' || CASE WHEN o.collprovider = 'c' THEN quote_literal(o.collctype) END,
        CASE WHEN NOT o.collisdeterministic THEN 'deterministic = false' END,
        'rules = ' || quote_literal(to_jsonb(o) ->> 'collicurules')) || ')', obj_description(o.oid, 'pg_collation')
    FROM pg_collation AS o JOIN pg_namespace AS n ON n.oid = o.collnamespace
    WHERE {in_user_schema("n")} AND {own("pg_collation", "o.oid")}
    UNION ALL
    SELECT 'operator', n.nspname, p.oid::regoperator::text, concat_ws(' ', p.oprcode::text, p.oprcom::regoper::text,
        p.oprnegate::regoper::text, 'RESTRICT ' || nullif(p.oprrest::text, '-'),
        'JOIN ' || nullif(p.oprjoin::text, '-'), CASE WHEN p.oprcanhash THEN 'HASHES' END,
        CASE WHEN p.oprcanmerge THEN 'MERGES' END),
        obj_description(p.oid, 'pg_operator')
    FROM pg_operator AS p JOIN pg_namespace AS n ON n.oid = p.oprnamespace
    WHERE {in_user_schema("n")} AND {own("pg_operator", "p.oid")}
    UNION ALL
    SELECT 'operator family', n.nspname, f.opfname || ' USING ' || m.amname, concat_ws(', ',
            (SELECT string_agg(concat_ws(' ', 'OPERATOR', o.amopstrategy, o.amopopr::regoperator, o.amoppurpose,
                (SELECT s.opfname FROM pg_opfamily AS s WHERE s.oid = o.amopsortfamily)), ', '
                ORDER BY o.amopstrategy, o.amopopr) FROM pg_amop AS o WHERE o.amopfamily = f.oid),
            (SELECT string_agg(concat_ws(' ', 'FUNCTION', p.amprocnum, p.amproc::regprocedure,
                format_type(p.amproclefttype, NULL), format_type(p.amprocrighttype, NULL)), ', '
                ORDER BY p.amprocnum, p.amproc::oid) FROM pg_amproc AS p WHERE p.amprocfamily = f.oid)),
        obj_description(f.oid, 'pg_opfamily')
    FROM pg_opfamily AS f JOIN pg_namespace AS n ON n.oid = f.opfnamespace JOIN pg_am AS m ON m.oid = f.opfmethod
    WHERE {in_user_schema("n")} AND {own("pg_opfamily", "f.oid")}
    UNION ALL
    SELECT 'operator class', n.nspname, c.opcname || ' USING ' || m.amname, concat_ws(' ',
        CASE WHEN c.opcdefault THEN 'DEFAULT' END, 'FOR TYPE ' || format_type(c.opcintype, NULL),
        'FAMILY ' || f.opfname, 'STORAGE ' || format_type(nullif(c.opckeytype, 0), NULL)),
        obj_description(c.oid, 'pg_opclass')
    FROM pg_opclass AS c JOIN pg_namespace AS n ON n.oid = c.opcnamespace JOIN pg_am AS m ON m.oid = c.opcmethod
    JOIN pg_opfamily AS f ON f.oid = c.opcfamily
    WHERE {in_user_schema("n")} AND {own("pg_opclass", "c.oid")}
    UNION ALL
    SELECT 'text search configuration', n.nspname, f.cfgname, (
            SELECT '(PARSER = ' || r.prsnamespace::regnamespace::text || '.' || quote_ident(r.prsname)
                || ')' FROM pg_ts_parser AS r WHERE r.oid = f.cfgparser)
        || coalesce((
            SELECT string_agg(E'\nADD MAPPING FOR ' || quote_ident(k.alias) || ' WITH ' || (
                    SELECT string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno)
                    FROM pg_ts_config_map AS m WHERE m.mapcfg = f.oid AND m.maptokentype = k.tokid),
                '' ORDER BY k.tokid)
            FROM ts_token_type(f.cfgparser) AS k
            WHERE k.tokid IN (SELECT m.maptokentype FROM pg_ts_config_map AS m WHERE m.mapcfg = f.oid)), ''),
        obj_description(f.oid, 'pg_ts_config')
    FROM pg_ts_config AS f JOIN pg_namespace AS n ON n.oid = f.cfgnamespace
    WHERE {in_user_schema("n")} AND {own("pg_ts_config", "f.oid")}
    UNION ALL
    SELECT 'text search dictionary', n.nspname, d.dictname, '(' || concat_ws(', ',
            'TEMPLATE = ' || t.tmplnamespace::regnamespace::text || '.' || quote_ident(t.tmplname),
            d.dictinitoption) || ')',
        obj_description(d.oid, 'pg_ts_dict')
    FROM pg_ts_dict AS d JOIN pg_namespace AS n ON n.oid = d.dictnamespace
    JOIN pg_ts_template AS t ON t.oid = d.dicttemplate
    WHERE {in_user_schema("n")} AND {own("pg_ts_dict", "d.oid")}
    UNION ALL
    SELECT 'text search template', n.nspname, t.tmplname, concat_ws(' ', t.tmplinit::text, t.tmpllexize::text),
        obj_description(t.oid, 'pg_ts_template')
    FROM pg_ts_template AS t JOIN pg_namespace AS n ON n.oid = t.tmplnamespace
    WHERE {in_user_schema("n")} AND {own("pg_ts_template", "t.oid")}
    UNION ALL
    SELECT 'text search parser', n.nspname, p.prsname, concat_ws(' ', p.prsstart::text, p.prstoken::text,
        p.prsend::text, p.prsheadline::text, p.prslextype::text), obj_description(p.oid, 'pg_ts_parser')
    FROM pg_ts_parser AS p JOIN pg_namespace AS n ON n.oid = p.prsnamespace
    WHERE {in_user_schema("n")} AND {own("pg_ts_parser", "p.oid")}
    UNION ALL
    SELECT 'conversion', n.nspname, v.conname, concat_ws(' ', CASE WHEN v.condefault THEN 'DEFAULT' END,
        pg_encoding_to_char(v.conforencoding), 'TO', pg_encoding_to_char(v.contoencoding), v.conproc::text),
        obj_description(v.oid, 'pg_conversion')
    FROM pg_conversion AS v JOIN pg_namespace AS n ON n.oid = v.connamespace
    WHERE {in_user_schema("n")} AND {own("pg_conversion", "v.oid")}
    UNION ALL
    SELECT 'type', n.nspname, t.typname, CASE WHEN t.typisdefined THEN concat_ws(' ', t.typinput::text,
        t.typoutput::text, t.typreceive::text, t.typsend::text, t.typlen, t.typbyval, t.typalign, t.typstorage,
        t.typcategory, t.typispreferred, t.typdelim, t.typdefault, t.typcollation) ELSE 'a shell' END,
        obj_description(t.oid, 'pg_type')
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
    WHERE {in_user_schema("n")} AND {own("pg_type", "t.oid")} AND t.typtype IN ('b', 'p')
        AND NOT EXISTS (SELECT 1 FROM pg_type AS e WHERE e.typarray = t.oid)
    ORDER BY 1, 2, 3"""
_OF_THE_DATABASE = f"""
    SELECT 'event trigger' AS sort, v.evtname AS name, concat_ws(' ', v.evtevent, v.evtfoid::regproc::text,
        v.evtenabled, v.evttags::text) AS definition, obj_description(v.oid, 'pg_event_trigger') AS comment
    FROM pg_event_trigger AS v WHERE {own("pg_event_trigger", "v.oid")}
    UNION ALL
    SELECT 'cast', format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL),
        concat_ws(' ', k.castfunc::regprocedure::text, k.castcontext, k.castmethod), obj_description(k.oid, 'pg_cast')
    FROM pg_cast AS k WHERE k.oid >= {{first}} AND {own("pg_cast", "k.oid")}
        AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_cast'::regclass AND d.objid = k.oid
            AND d.deptype = 'i')
    UNION ALL
    SELECT 'transform', format_type(f.trftype, NULL) || ' LANGUAGE ' || l.lanname,
        concat_ws(' ', f.trffromsql::regprocedure::text, f.trftosql::regprocedure::text),
        obj_description(f.oid, 'pg_transform')
    FROM pg_transform AS f JOIN pg_language AS l ON l.oid = f.trflang WHERE {own("pg_transform", "f.oid")}
    UNION ALL
    SELECT 'language', l.lanname, concat_ws(' ', l.lanpltrusted, l.lanplcallfoid::regproc::text,
        l.laninline::regproc::text, l.lanvalidator::regproc::text), obj_description(l.oid, 'pg_language')
    FROM pg_language AS l WHERE l.oid >= {{first}} AND {own("pg_language", "l.oid")}
    UNION ALL
    SELECT 'access method', m.amname, concat_ws(' ', m.amtype, m.amhandler::text), obj_description(m.oid, 'pg_am')
    FROM pg_am AS m WHERE m.oid >= {{first}} AND {own("pg_am", "m.oid")}
    UNION ALL
    SELECT 'foreign data wrapper', w.fdwname, concat_ws(' ', w.fdwhandler::regproc::text,
        w.fdwvalidator::regproc::text, {of_wrapper("w.fdwoptions")}), obj_description(w.oid, 'pg_foreign_data_wrapper')
    FROM pg_foreign_data_wrapper AS w WHERE {own("pg_foreign_data_wrapper", "w.oid")}
    UNION ALL
    SELECT 'foreign server', s.srvname, concat_ws(' ', w.fdwname, s.srvtype, s.srvversion,
        {of_wrapper("s.srvoptions")}), obj_description(s.oid, 'pg_foreign_server')
    FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    WHERE {own("pg_foreign_server", "s.oid")}
    UNION ALL
    SELECT 'user mapping', u.usename || ' ON ' || u.srvname,
        'options with the digest ' || md5({of_wrapper("u.umoptions")}), NULL
    FROM pg_user_mappings AS u
    UNION ALL
    SELECT 'publication', p.pubname, concat_ws(', ', CASE WHEN p.puballtables THEN 'ALL TABLES' ELSE (
            SELECT string_agg(concat_ws(' ', t.prrelid::regclass::text, {{of_table}}), ', '
                ORDER BY t.prrelid::regclass::text)
            FROM pg_publication_rel AS t WHERE t.prpubid = p.oid) END,
        {{schemas}}, 'generated columns: ' || nullif(to_jsonb(p) ->> 'pubgencols', 'n'),
        CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
        CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END,
        CASE WHEN p.pubviaroot THEN 'via root' END), obj_description(p.oid, 'pg_publication')
    FROM pg_publication AS p
    UNION ALL
    SELECT 'partition trigger', {{trigger}} || ' ON ' || c.oid::regclass::text, 'ALTER TABLE ' || c.oid::regclass::text
        || CASE g.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' WHEN 'A' THEN ' ENABLE ALWAYS'
        ELSE ' ENABLE' END || ' TRIGGER ' || {{trigger}}, NULL
    FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_trigger AS p ON p.oid = (to_jsonb(g) ->> 'tgparentid')::oid
    WHERE NOT p.tgisinternal AND g.tgenabled <> p.tgenabled AND {in_user_schema("n")}
    UNION ALL
    SELECT 'partition constraint', quote_ident(k.conname) || ' ON ' || c.oid::regclass::text,
        string_agg(DISTINCT f.proname || ' ' || g.tgenabled::text, ', '), NULL
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_trigger AS g ON g.tgconstraint = k.oid JOIN pg_proc AS f ON f.oid = g.tgfoid
    WHERE k.conparentid <> 0 AND g.tgisinternal AND g.tgenabled <> 'O' AND {in_user_schema("n")} AND NOT EXISTS (
        SELECT 1 FROM pg_trigger AS p WHERE p.tgconstraint = k.conparentid AND p.tgfoid = g.tgfoid
            AND p.tgenabled = g.tgenabled)
    GROUP BY k.conname, c.oid
    ORDER BY 1, 2""".replace("{first}", "16384").replace(
    "{trigger}", "quote_ident(g.tgname)"
)  # objects with smaller oids exist in every database
_PUBLISHED = {
    "{schemas}": """(SELECT 'SCHEMAS ' || string_agg(m.pnnspid::regnamespace::text, ', '
                ORDER BY m.pnnspid::regnamespace::text)
            FROM pg_publication_namespace AS m WHERE m.pnpubid = p.oid)""",
    "{of_table}": """(SELECT '(' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')'
                FROM pg_attribute AS a WHERE a.attrelid = t.prrelid AND a.attnum = ANY (t.prattrs)),
                'WHERE ' || pg_get_expr(t.prqual, t.prrelid)""",
}
"""The options of a publication since PostgreSQL 15."""


def read_others(fetch: Fetch, naming: Naming, version: int) -> tuple[Other, ...]:
    """Return all other objects. Options of user mappings contain passwords, so only their digest is included.

    `version`: that of the server, as `server_version_num`.
    """
    query = _OF_THE_DATABASE
    for place, sql in _PUBLISHED.items():
        query = query.replace(place, sql if version >= 150000 else "NULL")
    in_schemas = [
        Other(row["name"], row["sort"], row["definition"], naming.schema(row["schema"]), row["comment"])
        for row in ask(fetch, _IN_SCHEMAS)
    ]
    of_the_database = [
        Other(row["name"], row["sort"], row["definition"] or "", None, row["comment"]) for row in ask(fetch, query)
    ]
    return (*in_schemas, *of_the_database)
