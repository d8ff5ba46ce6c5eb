from config.tables import PUBLISHED
from tests.warehouse.night import published
from warehouse.dictionary import markdown


def test_every_table_column_and_macro_is_in_the_dictionary(tmp_path):
    _, path = published(tmp_path)
    text = markdown(path)
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert headings == [*PUBLISHED, "Macros"]
    for table in PUBLISHED.values():
        assert table.comment in text
        for column in table.columns:
            assert f"| {column.name} | {column.type} | {column.comment} |" in text
    assert "`FROM top(icp, n)`" in text and "`FROM why(a, b)`" in text


def test_the_dictionary_reads_the_file_and_not_the_code(tmp_path):
    import duckdb

    _, path = published(tmp_path)
    path.chmod(0o644)
    con = duckdb.connect(str(path))
    con.execute("COMMENT ON COLUMN companies.city IS 'a | b'")
    con.close()
    assert "| city | VARCHAR | a \\| b |" in markdown(path)
