package fields;

class Account {
    String number;
    String last;
    int mode;

    Account(String number, int mode) {
        this.number = number;
        this.mode = mode;
    }

    String url() {
        return "sms://" + number;
    }
}
