// Lists the columns of the views of a schema as a JDBC client sees them, then the types of a query's result.
// java -cp DRIVER ListColumns.java URL SCHEMA QUERY
import java.sql.DriverManager;

public class ListColumns {
    public static void main(String[] given) throws Exception {
        try (var connection = DriverManager.getConnection(given[0])) {
            var columns = connection.getMetaData().getColumns(null, given[1], "%", "%");
            while (columns.next()) {
                System.out.printf(
                    "column %s.%s %s %s%n",
                    columns.getString("TABLE_NAME"), columns.getString("COLUMN_NAME"),
                    columns.getString("TYPE_NAME"), columns.getString("REMARKS") == null ? "-" : "commented");
            }
            var result = connection.createStatement().executeQuery(given[2]);
            var described = result.getMetaData();
            while (result.next()) {
                for (int n = 1; n <= described.getColumnCount(); n++) {
                    System.out.printf(
                        "value %s %s %s%n",
                        described.getColumnName(n), described.getColumnClassName(n), result.getObject(n));
                }
            }
        }
    }
}
