package com.example.vendorsms;

/** One way to send a text message. */
interface SmsChannel {
    void send(String number, String text) throws Exception;
}
